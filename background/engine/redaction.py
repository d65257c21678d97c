"""Keeps the secrets of a payload out of what its job says."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass

import msgspec

from background.engine.secret import MASK, Secret

SHORTEST = 4
"""Characters: anything shorter would blot out half of every line."""


def secrets_of(payload: object) -> list[str]:
    """Every secret as text, in the spellings in which it may turn up; the longest first, because one may contain another."""
    found = {spelling for text in _secret_texts(payload) for spelling in _spellings(text)}
    return sorted((text for text in found if len(text) >= SHORTEST), key=len, reverse=True)


def redacted(text: str, secrets: Sequence[str]) -> str:
    """The text with asterisks in the place of every secret."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


def redacted_json(raw: bytes, secrets: Sequence[str]) -> bytes:
    """The same JSON with asterisks in the place of every secret, in texts and as a number."""
    return msgspec.json.encode(_hidden(msgspec.json.decode(raw), secrets)) if secrets else raw


def _hidden(value: object, secrets: Sequence[str]) -> object:
    match value:
        case str():
            return redacted(value, secrets)
        case dict():
            return {redacted(key, secrets): _hidden(item, secrets) for key, item in value.items()}
        case list():
            return [_hidden(item, secrets) for item in value]
        case int() | float() if str(value) in secrets:
            return MASK
        case _:
            return value


def _secret_texts(value: object) -> Iterator[str]:
    if isinstance(value, Secret):
        yield from _texts(_plain(value.reveal()))
    else:
        for part in _parts(value):
            yield from _secret_texts(part)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    try:
        return msgspec.to_builtins(value)
    except (TypeError, ValueError):
        return str(value)


def _texts(value: object) -> Iterator[str]:
    match value:
        case dict() | list() | tuple():
            for part in _parts(value):
                yield from _texts(part)
        case bool() | None:
            pass  # these are words of every language
        case _:
            yield str(value)


def _parts(value: object) -> Iterator[object]:
    match value:
        case dict():
            yield from value.values()
        case list() | tuple() | set() | frozenset():
            yield from value
        case msgspec.Struct():
            yield from (getattr(value, name) for name in value.__struct_fields__)
        case _ if is_dataclass(value):
            yield from (getattr(value, field.name) for field in fields(value))


def _spellings(text: str) -> tuple[str, ...]:
    """As it is, and as `repr` and JSON write it."""
    return text, repr(text)[1:-1], json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]
