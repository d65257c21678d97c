"""Payloads as JSON and back: typed, bounded, and clear about what does not fit."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any, get_args, get_origin

import msgspec

from background.constants import MAX_PAYLOAD_BYTES
from background.engine.secret import MARK, Secret, mask, seal, unseal
from background.exceptions import FieldMissing, PayloadInvalid, PayloadTooLarge

_CAPITAL = re.compile("[A-Z]")


def encode(payload: object) -> bytes:
    """The payload as JSON bytes, its secrets sealed.

    Raises:
        PayloadInvalid: a field holds a value of another type than it declares, or one that JSON cannot carry.
        PayloadTooLarge: more than 64 KiB.
    """
    kind = type(payload)
    try:
        raw = _encoder.encode(payload)
        _validator(kind).decode(raw)
        if b"null" in raw:  # msgspec writes it for NaN and infinity, too
            _must_be_finite(payload)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError) as error:
        raise PayloadInvalid(f"{kind.__name__}: {error}") from error
    if len(raw) > MAX_PAYLOAD_BYTES:
        raise PayloadTooLarge(
            f"{kind.__name__} weighs {len(raw):,} bytes, the limit is {MAX_PAYLOAD_BYTES:,}: "
            "keep the data in storage or in the database, and put its id into the job"
        )
    return raw


def _must_be_finite(payload: object) -> None:
    json.dumps(msgspec.to_builtins(payload, enc_hook=_seal), allow_nan=False)


def as_read[P](kind: type[P], raw: bytes) -> P:
    """The payload as it will be read from these valid bytes, its secrets still sealed."""
    payload: P = _validator(kind).decode(raw)
    return payload


def decode[P](kind: type[P], raw: bytes) -> P:
    """The payload that these bytes hold.

    Raises:
        PayloadInvalid: they are not JSON, or do not fit `kind`; the message names the field.
    """
    try:
        payload: P = _decoder(kind).decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, PayloadInvalid) as error:
        raise PayloadInvalid(f"{kind.__name__}: {error}") from error
    return payload


def upgraded(raw: bytes, version: int, upgrade: Callable[[int, dict[str, Any]], dict[str, Any]]) -> bytes:
    """The JSON of an older payload as `upgrade` makes it; secrets stay sealed.

    Raises:
        PayloadInvalid: it is no JSON object, or `upgrade` raised.
    """
    try:
        return msgspec.json.encode(upgrade(version, msgspec.json.decode(raw, type=dict[str, Any])))
    except Exception as error:  # an upgrade that cannot read a payload has met one that does not fit
        raise PayloadInvalid(f"version {version} cannot be upgraded: {type(error).__name__}: {error}") from error


def from_plain[P](kind: type[P], data: Mapping[str, object]) -> P:
    """A payload from what a person typed, with secrets in the clear and no field too many; `customerName` is `customer_name`, too.

    Raises:
        FieldMissing: it lacks fields; they are all named.
        PayloadInvalid: a field is unknown or of another type.
    """
    known = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # a payload is a dataclass; `type[P]` cannot say so
    named = {_spelled(name, known): value for name, value in data.items()}
    if unknown := sorted(set(named) - set(known)):
        raise PayloadInvalid(f"{kind.__name__}: unknown field {unknown[0]!r}; it has {', '.join(known)}")
    if len(named) < len(data):
        raise PayloadInvalid(f"{kind.__name__}: a field is given twice, as it is and in camel case")
    if missing := [name for name in _required(kind) if name not in named]:
        raise FieldMissing(f"{kind.__name__}: missing required field `{'`, `'.join(missing)}`")
    try:
        return msgspec.convert(named, kind, dec_hook=_wrap)
    except msgspec.ValidationError as error:
        raise PayloadInvalid(f"{kind.__name__}: {error}") from error


def _required(kind: type) -> list[str]:
    return [field.name for field in fields(kind) if field.init and field.default is MISSING and field.default_factory is MISSING]


def _spelled(name: str, known: Sequence[str]) -> str:
    """The field that is meant, if there is one."""
    snake = _CAPITAL.sub(lambda found: f"_{found[0].lower()}", name)
    return snake if name not in known and snake in known else name


def redacted(raw: bytes) -> object:
    """The payload for people's eyes: plain JSON, every secret masked."""
    try:
        return mask(msgspec.json.decode(raw))
    except (msgspec.DecodeError, RecursionError):
        return None


_decoders: dict[type, msgspec.json.Decoder[Any]] = {}
_validators: dict[type, msgspec.json.Decoder[Any]] = {}


def _decoder(kind: type) -> msgspec.json.Decoder[Any]:
    return _decoders.get(kind) or _decoders.setdefault(kind, msgspec.json.Decoder(kind, dec_hook=_unseal))


def _validator(kind: type) -> msgspec.json.Decoder[Any]:
    return _validators.get(kind) or _validators.setdefault(kind, msgspec.json.Decoder(kind, dec_hook=_accept_sealed))


def _seal(value: object) -> object:
    if isinstance(value, Secret):
        return seal(value)
    raise TypeError(f"a payload carries plain values, not a {type(value).__name__}; pass its id and look it up in the handler")


def _unseal(kind: type, value: object) -> object:
    return Secret(msgspec.convert(unseal(value), _inner(kind)))


def _accept_sealed(kind: type, value: object) -> object:
    _must_be_secret(kind)
    if not isinstance(value, dict) or set(value) != {MARK}:
        raise ValueError("Expected a Secret(...)")
    return Secret(value)


def _wrap(kind: type, value: object) -> object:
    return Secret(msgspec.convert(value, _inner(kind)))


def _inner(kind: type) -> Any:
    """What a `Secret[...]` field holds."""
    _must_be_secret(kind)
    return next(iter(get_args(kind)), Any)


def _must_be_secret(kind: type) -> None:
    if get_origin(kind) is not Secret and kind is not Secret:
        raise TypeError(f"a payload field cannot be declared as {kind}")


_encoder = msgspec.json.Encoder(enc_hook=_seal)
