"""What may be declared unique, and by what."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from background.engine.unique import Policy, Unique, Until
from background.exceptions import OptionInvalid
from tests.background.jobs import Note, Pin, queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    to: str
    weight: float = 0.0
    pins: list[Pin] = field(default_factory=list)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ({"key": ()}, "leave key out"),
        ({"key": "text"}, "key=\\('user_id',\\)"),
        ({"key": ("text", "text")}, "each field once"),
        ({"throttle": timedelta(0)}, "at least a millisecond"),
        ({"throttle": 5}, "must be a timedelta"),
        ({"policy": "reject"}, "must be one of Policy.EXISTING, Policy.REJECT, Policy.REPLACE"),
        ({"until": "started"}, "must be one of Until.DONE, Until.STARTED"),
        ({"debounce": timedelta(seconds=-1)}, "at least a millisecond"),
        ({"throttle": timedelta(1), "debounce": timedelta(1)}, "choose one"),
        ({"throttle": timedelta(1), "policy": Policy.REPLACE}, "say debounce"),
        ({"throttle": timedelta(1), "until": Until.DONE}, "leave until='done' out"),
        ({"debounce": timedelta(1), "until": Until.STARTED}, "leave until='started' out"),
        ({"debounce": timedelta(1), "policy": Policy.REJECT}, "leave policy='reject' out"),
    ],
)
def test_a_contradiction_is_refused_with_the_way_out(args: dict[str, Any], says: str) -> None:
    with pytest.raises(OptionInvalid, match=says):
        Unique(**args)


@pytest.mark.parametrize(
    ("kind", "key", "says"),
    [
        (Note, ("txt",), "no field 'txt'.*text, tags"),
        (Pin, ("pin",), "Pin.pin is a secret"),
        (Pin, None, "Pin.pin is a secret"),
        (Letter, ("pins",), "Letter.pins is a secret"),
    ],
)
def test_what_cannot_be_a_key_is_refused_when_the_job_is_declared(kind: type, key: tuple[str, ...] | None, says: str) -> None:
    with pytest.raises(OptionInvalid, match=says):
        queue.job("test-never-declared", kind, unique=Unique(key=key))(lambda job: None)


def test_a_key_tells_no_value_and_the_same_values_make_the_same_key() -> None:
    rule = Unique(key=("to",))

    one, same, other = (rule.key_of("mail", Letter(to=to, weight=weight)) for to, weight in (("ada", 1), ("ada", 2), ("bob", 1)))

    assert one == same != other
    assert one.startswith("mail:")
    assert "ada" not in one


def test_jobs_of_other_kinds_have_other_keys() -> None:
    assert Unique().key_of("one", Note(text="x")) != Unique().key_of("other", Note(text="x"))
