"""Payloads from what people type: secrets in the clear, and names in either spelling."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields

import msgspec

from background.engine.payload import held_by
from background.engine.secret import Secret
from background.exceptions import FieldMissing, PayloadInvalid

_CAPITAL = re.compile("[A-Z]")


def from_plain[P](kind: type[P], data: Mapping[str, object]) -> P:
    """A payload from what a person typed, with secrets in the clear and no field too many; `customerName` is `customer_name`, too.

    Raises:
        FieldMissing: it lacks fields; they are all named.
        PayloadInvalid: a field is unknown or of another type.
    """
    known = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # a payload is a dataclass; `type[P]` cannot say so
    named = {_spelled(name, known): value for name, value in data.items()}
    if unknown := sorted(set(named) - set(known)):
        raise PayloadInvalid(f"{kind.__name__}: unknown field {unknown[0]!r}; it has {', '.join(known) or 'none'}")
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


def _wrap(kind: type, value: object) -> object:
    return Secret(msgspec.convert(value, held_by(kind)))
