"""Payloads as JSON and back: typed, bounded, and clear about what does not fit."""

import json
from collections.abc import Callable
from typing import Any, get_args, get_origin

import msgspec

from background.constants import MAX_PAYLOAD_BYTES
from background.engine.secret import MARK, Secret, mask, seal, unseal
from background.exceptions import PayloadInvalid, PayloadTooLarge


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
            "keep the data in storage or in the database, and put its id into the job",
            size=len(raw),
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


def redacted(raw: bytes) -> object:
    """The payload for people's eyes: plain JSON, every secret masked."""
    try:
        return mask(msgspec.json.decode(raw))
    except (msgspec.DecodeError, RecursionError):
        return None


def held_by(kind: type) -> Any:
    """What a `Secret[...]` field holds."""
    _must_be_secret(kind)
    return next(iter(get_args(kind)), Any)


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
    return Secret(msgspec.convert(unseal(value), held_by(kind)))


def _accept_sealed(kind: type, value: object) -> object:
    _must_be_secret(kind)
    if not isinstance(value, dict) or set(value) != {MARK}:
        raise ValueError("Expected a Secret(...)")
    return Secret(value)


def _must_be_secret(kind: type) -> None:
    if get_origin(kind) is not Secret and kind is not Secret:
        raise TypeError(f"a payload field cannot be declared as {kind}")


_encoder = msgspec.json.Encoder(enc_hook=_seal)
