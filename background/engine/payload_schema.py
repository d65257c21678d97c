"""What the payload of a job may be, as JSON Schema (draft 2020-12): the data that people give, secrets in the clear."""

from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from background.engine.payload import held_by
from background.engine.secret import Secret
from background.exceptions import PayloadInvalid

DIALECT = "https://json-schema.org/draft/2020-12/schema"

type Schema = dict[str, Any]


def schema_of(kind: type) -> Schema:
    """The schema of what `from_plain` takes for this payload; its secrets are `writeOnly`, and their defaults are not told.

    Raises:
        PayloadInvalid: a field is declared as what no payload can carry, such as a model.
    """
    try:
        schema = msgspec.json.schema(_opened(kind, {}), schema_hook=_schema_of_other)
    except (TypeError, ValueError, NameError) as error:
        raise PayloadInvalid(f"{kind.__name__} cannot be described: {error}") from error
    schema["$defs"][schema["$ref"].rpartition("/")[2]]["additionalProperties"] = False
    return {"$schema": DIALECT, **schema}


def _opened(kind: type, opened: dict[type, type]) -> type:
    """The same dataclass with plain fields in the place of secrets, whose type and defaults msgspec could not write down; one for each that
    is met, since two of one name could not be told apart, and by which those within themselves mean their own."""
    if kind in opened:
        return opened[kind]
    names = {"__doc__": kind.__doc__, "__module__": kind.__module__, "__qualname__": kind.__qualname__}
    twin = opened[kind] = type(kind.__name__, (), names)
    hints = get_type_hints(kind, include_extras=True)
    plain = {known.name: _plain(hints[known.name], opened) for known in fields(kind)}
    if all(plain[name] is hints[name] for name in plain):
        opened[kind] = kind
        return kind
    twin.__annotations__ = plain
    for known in fields(kind):
        setattr(twin, known.name, _same_default(known, is_told=plain[known.name] is hints[known.name] or known.default is None))
    return dataclass(kw_only=True)(twin)


def _plain(hint: Any, opened: dict[type, type]) -> Any:
    """The hint itself where there is no secret in it."""
    if hint is Secret or get_origin(hint) is Secret:
        return Annotated[_plain(held_by(hint), opened), msgspec.Meta(extra_json_schema={"writeOnly": True})]
    if isinstance(hint, type) and is_dataclass(hint):
        return _opened(hint, opened)
    inner = get_args(hint)
    plain = tuple(_plain(part, opened) for part in inner)
    return hint if all(new is old for new, old in zip(plain, inner, strict=True)) else _with_args(hint, plain)


def _with_args(hint: Any, inner: tuple[Any, ...]) -> Any:
    match get_origin(hint):
        case origin if origin is Annotated:
            return Annotated[inner]
        case origin if origin in (Union, UnionType):
            return Union[inner]  # noqa: UP007  # there is no other way to write it for so many
        case origin:
            return origin[inner]


def _same_default(known: Field[Any], *, is_told: bool) -> Any:
    if known.default_factory is not MISSING:
        return field(default_factory=known.default_factory)
    if known.default is MISSING or is_told:
        return field(default=known.default)
    return field(default_factory=lambda: known.default)  # what a factory makes is not written down


def _schema_of_other(kind: type) -> Schema:
    raise TypeError(f"a payload carries plain values, not a {kind.__name__}; let it carry an id")
