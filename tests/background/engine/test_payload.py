"""Payloads are typed, bounded, and clear about what does not fit."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from background.constants import MAX_PAYLOAD_BYTES
from background.engine.payload import decode, encode, redacted
from background.engine.plain_payload import from_plain
from background.exceptions import PayloadInvalid, PayloadTooLarge
from tests.background.jobs import Note


@given(text=st.text(st.characters(exclude_categories=["Cs"])), tags=st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_whatever_is_put_in_comes_out(text: str, tags: list[str]) -> None:
    note = Note(text=text, tags=tags)

    assert decode(Note, encode(note)) == note


def test_a_field_of_another_type_is_named() -> None:
    wrong: Any = 7

    with pytest.raises(PayloadInvalid, match=r"Note: Expected `str`, got `int` - at `\$.text`"):
        encode(Note(text=wrong))


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_lacks_does_not_become_none(number: float) -> None:
    @dataclass(frozen=True)
    class Measured:
        value: float | None
        others: list[Any]

    assert decode(Measured, encode(Measured(None, [None]))) == Measured(None, [None])
    for measured in (Measured(number, []), Measured(None, [number])):
        with pytest.raises(PayloadInvalid, match="Measured: Out of range float"):
            encode(measured)


def test_an_object_is_refused_with_the_way_out() -> None:
    model: Any = object()

    with pytest.raises(PayloadInvalid, match="pass its id"):
        encode(Note(text=model))


def test_a_payload_over_the_limit_says_where_to_put_the_data() -> None:
    with pytest.raises(PayloadTooLarge, match="in storage"):
        encode(Note(text="x" * MAX_PAYLOAD_BYTES))


def test_an_older_payload_opens_with_defaults() -> None:
    assert decode(Note, b"{}") == Note()


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b'{"text": 1}', b"[" * 100_000])
def test_bytes_that_are_no_payload_are_invalid(raw: bytes) -> None:
    with pytest.raises(PayloadInvalid, match="Note"):
        decode(Note, raw)


def test_a_field_too_many_is_refused_where_people_type() -> None:
    with pytest.raises(PayloadInvalid, match="unknown field 'colour'; it has text, tags"):
        from_plain(Note, {"colour": "red"})


def test_what_cannot_be_read_is_not_shown() -> None:
    assert redacted(b"\x80pickle") is None


@dataclass(frozen=True)
class Meeting:
    at: datetime


def test_times_survive() -> None:
    meeting = Meeting(datetime(2026, 1, 1, tzinfo=UTC))

    assert encode(meeting) == b'{"at":"2026-01-01T00:00:00Z"}'
    assert decode(Meeting, encode(meeting)) == meeting
