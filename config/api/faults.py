"""Every complaint of a serializer as a flat list with JSON Pointers."""

from collections.abc import Iterator, Mapping, Sequence

from rest_framework.exceptions import ErrorDetail
from rest_framework.settings import api_settings

from config.api.problem import Fault

MOST = 100
"""Enough for anyone to read; a body can be wrong in more places than an answer should have."""


def faults(detail: object, pointer: str = "") -> tuple[Fault, ...]:
    """The leaves of a `ValidationError.detail`, at most `MOST` of them."""
    found = _walk(detail, pointer)
    return tuple(fault for fault, _ in zip(found, range(MOST), strict=False))


def _walk(detail: object, pointer: str) -> Iterator[Fault]:
    match detail:
        case ErrorDetail():
            yield Fault(pointer=pointer, code=str(detail.code or "invalid"), detail=str(detail))
        case Mapping():
            for key, value in detail.items():
                yield from _walk(value, pointer if key == api_settings.NON_FIELD_ERRORS_KEY else f"{pointer}/{_escaped(str(key))}")
        case Sequence() if not isinstance(detail, str):
            for index, value in enumerate(detail):
                # A list of texts is what is wrong with one thing; a list of anything else is one thing an item.
                yield from _walk(value, pointer if isinstance(value, str) else f"{pointer}/{index}")
        case _:
            yield Fault(pointer=pointer, code="invalid", detail=str(detail))


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
