"""Read a JSON body without letting it hurt anything behind."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import IO

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


class BodyTooLarge(APIException):
    status_code = 413
    default_code = "body_too_large"
    default_detail = f"A JSON body can be at most {MAX_BYTES} bytes."


class StrictJSONParser(BaseParser):
    """UTF-8 (RFC 8259), one object, at most `MAX_BYTES`, and only values that a database can keep."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, object] | None = None
    ) -> dict[str, object]:
        body = stream.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            raise BodyTooLarge
        value = _decoded(body)
        if not isinstance(value, dict):
            raise ParseError("The body is not a JSON object.", "not_an_object")
        _check(value)
        return value


def _decoded(body: bytes) -> object:
    try:
        return json.loads(body.decode("utf-8-sig"), parse_int=_integer, parse_float=_fraction, parse_constant=_constant)
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        # The message would repeat the input; where it is wrong is for the caller's own JSON tools to say.
        raise ParseError("The body is not valid JSON in UTF-8.", "malformed_json") from None


def _integer(text: str) -> int:
    # The length first: int() of a million digits takes long or is refused with another error.
    if len(text) > 20 or not _SMALLEST <= int(text) <= _LARGEST:
        raise ParseError("A whole number is beyond 64 bits.", "number_out_of_range")
    return int(text)


def _fraction(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ParseError("A number is too large.", "number_out_of_range")
    return number


def _constant(text: str) -> float:
    raise ParseError(f"{text} is not JSON (RFC 8259).", "malformed_json")


def _check(body: dict[str, object]) -> None:
    """Go down level by level, not by recursion: how deep it is nested is the sender's choice."""
    level: list[object] = [body]
    for _ in range(MAX_DEPTH):
        values = [value for container in level for value in _inside(container)]
        for value in values:
            _check_text(value)
        level = [value for value in values if isinstance(value, dict | list)]
    if level:
        raise _too_deep()


def _inside(container: object) -> Iterator[object]:
    match container:
        case dict():
            yield from container.keys()
            yield from container.values()
        case list():
            yield from container


def _check_text(value: object) -> None:
    if not isinstance(value, str):
        return
    if "\0" in value:
        raise ParseError("A text has a NUL character.", "nul_character")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise ParseError("A text has half of a surrogate pair.", "lone_surrogate")


def _too_deep() -> ParseError:
    return ParseError(f"The body is nested more than {MAX_DEPTH} levels deep.", "too_deep")
