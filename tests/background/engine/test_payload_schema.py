"""The schema of a payload takes what `from_plain` takes, and refuses what it refuses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types of its own

from accounts.models import User
from background.constants import JobName
from background.engine import registry
from background.engine.payload_schema import schema_of
from background.engine.plain_payload import from_plain
from background.engine.secret import Secret
from background.exceptions import PayloadInvalid

DEFAULT = Secret({"hunter2": 2})


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Opens one door."""

    pin: Secret[str]
    spare: Secret[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What goes where."""

    order_id: int
    weights: list[float] = field(default_factory=list)
    token: Secret[dict[str, int]] = DEFAULT
    keys: Sequence[Key] = ()
    note: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    pin: Secret[int]
    branches: "list[Tree]" = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    keys: list[Key]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    front: Key
    back: Key
    ring: Ring


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPerson:
    user: User | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Locker:
    key: Key = Key(pin=Secret("hunter2"))
    keys: tuple[Key, ...] = (Key(pin=Secret("hunter2")),)
    pins: tuple[Secret[str], ...] = (Secret("hunter2"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    pin: Secret[str] = Secret("hunter2")  # noqa: RUF009  # nothing changes it
    rest: "Chain | None" = None


def takes(kind: type, data: dict[str, Any]) -> bool:
    try:
        from_plain(kind, data)
    except PayloadInvalid:
        return False
    return True


def test_what_holds_a_secret_may_be_met_more_than_once() -> None:
    schema = schema_of(House)

    assert sorted(schema["$defs"]) == ["House", "Key", "Ring"]
    assert schema["$defs"]["Key"]["properties"]["pin"]["writeOnly"] is True


@pytest.mark.parametrize("name", JobName)
def test_every_shipped_job_has_a_valid_schema(name: JobName) -> None:
    Draft202012Validator.check_schema(schema_of(registry.find(name).payload))


@pytest.mark.parametrize(
    "data",
    [
        {"order_id": 7},
        {"order_id": 7, "weights": [1.5], "token": {"a": 1}, "keys": [{"pin": "1234", "spare": None}], "note": ""},
        {},
        {"order_id": "7"},
        {"order_id": 7, "colour": "red"},
        {"order_id": 7, "token": "a"},
        {"order_id": 7, "token": {"a": "b"}},
        {"order_id": 7, "keys": [{}]},
        {"order_id": 7, "keys": [{"pin": 1234}]},
    ],
)
def test_it_takes_what_the_payload_takes(data: dict[str, Any]) -> None:
    assert Draft202012Validator(schema_of(Delivery)).is_valid(data) is takes(Delivery, data)


def test_secrets_are_only_written_and_no_default_of_theirs_is_told() -> None:
    schema = schema_of(Delivery)

    delivery, key = schema["$defs"]["Delivery"], schema["$defs"]["Key"]
    assert delivery["properties"]["token"] == {"type": "object", "additionalProperties": {"type": "integer"}, "writeOnly": True}
    assert key["properties"]["pin"] == {"type": "string", "writeOnly": True}
    assert "hunter2" not in str(schema)


@pytest.mark.parametrize("kind", [Locker, Chain])
def test_a_default_that_holds_a_secret_is_no_fault_and_is_not_told(kind: type) -> None:
    schema = schema_of(kind)

    Draft202012Validator.check_schema(schema)
    assert takes(kind, {}) is Draft202012Validator(schema).is_valid({}) is True
    assert "hunter2" not in str(schema)


def test_a_secret_that_may_be_left_out_tells_so() -> None:
    assert schema_of(Chain)["$defs"]["Chain"]["properties"]["rest"]["default"] is None


def test_it_tells_what_the_payload_says_of_itself() -> None:
    delivery = schema_of(Delivery)["$defs"]["Delivery"]

    assert (delivery["description"], delivery["required"], delivery["properties"]["note"]["default"]) == (
        "What goes where.",
        ["order_id"],
        "none",
    )


def test_a_payload_within_itself_has_a_schema() -> None:
    validator = Draft202012Validator(schema_of(Tree))

    assert validator.is_valid({"pin": 1, "branches": [{"pin": 2}]})
    assert not validator.is_valid({"pin": 1, "branches": [{}]})


def test_a_model_is_no_payload() -> None:
    with pytest.raises(PayloadInvalid, match="OfPerson cannot be described: a payload carries plain values, not a User"):
        schema_of(OfPerson)
