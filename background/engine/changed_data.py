"""Other data for a job that runs, as valid as that with which it was enqueued."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from background.engine.payload import decode, encode
from background.engine.subjects import subjects_of
from background.exceptions import PayloadInvalid


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedData:
    """What is stored in the place of a running job's data: `payload` is JSON, `version` that of the code which wrote it."""

    job_id: str
    execution: str
    name: str
    payload: bytes
    version: int


def changed[P](data: P, changes: Mapping[str, object]) -> tuple[P, bytes]:
    """The data with these changes, as the next attempt will see it, and its JSON.

    Raises:
        PayloadInvalid: a field is unknown or of another type, or names a subject by too long a key; the message says which.
        PayloadTooLarge: more than 64 KiB.
    """
    kind = type(data)
    plain: Any = data  # a payload is a dataclass; `P` cannot say so
    known = [field.name for field in fields(plain)]
    if unknown := sorted(set(changes) - set(known)):
        raise PayloadInvalid(f"{kind.__name__}: unknown field {unknown[0]!r}; it has {', '.join(known)}")
    try:
        raw = encode(replace(plain, **changes))
    except (TypeError, ValueError) as error:
        raise error if isinstance(error, PayloadInvalid) else PayloadInvalid(f"{kind.__name__}: {error}") from error
    after = decode(kind, raw)
    tuple(subjects_of(after))  # each must be one that can be kept
    return after, raw
