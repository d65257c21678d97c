"""Data that anybody may have made up: whether it is JSON, and what of it may be read in a log."""

import math
import re
from typing import Any

from background.engine.secret import MASK
from background.exceptions import PayloadInvalid

_SECRET = re.compile(r"password|passwd|secret|token|otp|api_?key|authorization|cookie", re.IGNORECASE)


class NotJson(PayloadInvalid, TypeError):
    """A value, named by its path, that JSON does not have."""


def must_be_json(value: object, path: str) -> None:
    """
    Raises:
        NotJson: it is not, or a part of it is not.
    """
    match value:
        case None | bool() | int() | str():
            return
        case float() if math.isfinite(value):
            return
        case dict():
            for key, part in value.items():
                if not isinstance(key, str):
                    raise NotJson(f"{path} has the key {key!r}; keys of JSON are text")
                must_be_json(part, f"{path}.{key}")
        case list() | tuple():
            for index, part in enumerate(value):
                must_be_json(part, f"{path}[{index}]")
        case _:
            raise NotJson(f"{path} is {value!r:.80}, a {type(value).__name__}, which JSON does not have; send text or a number for it")


def without_secrets(value: Any, name: str = "") -> Any:
    """The same, with asterisks in the place of what is named like a secret."""
    if _SECRET.search(name):
        return MASK
    match value:
        case dict():
            return {key: without_secrets(part, key) for key, part in value.items()}
        case list():
            return [without_secrets(part) for part in value]
        case _:
            return value
