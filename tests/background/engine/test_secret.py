"""Secrets do not print, and travel sealed."""

import pytest
from pytest_django import Settings

from background.engine.payload import decode, encode, redacted
from background.engine.plain_payload import from_plain
from background.engine.secret import Secret
from background.exceptions import PayloadInvalid
from tests.background.jobs import Pin


def test_a_secret_does_not_print() -> None:
    pin = Pin(pin=Secret("042137"))

    printed = f"{pin!r} {pin.pin} {[pin]}"

    assert "042137" not in printed


def test_a_secret_travels_sealed_and_comes_back_whole() -> None:
    raw = encode(Pin(pin=Secret("042137")))

    opened = decode(Pin, raw)

    assert b"042137" not in raw
    assert opened.pin.reveal() == "042137"


def test_people_see_asterisks() -> None:
    raw = encode(Pin(pin=Secret("042137")))

    assert redacted(raw) == {"pin": "********"}


def test_a_new_key_goes_first_and_old_secrets_still_open(settings: Settings) -> None:
    settings.BACKGROUND = settings.BACKGROUND | {"SECRET_KEYS": ["old"]}
    raw = encode(Pin(pin=Secret("042137")))

    settings.BACKGROUND = settings.BACKGROUND | {"SECRET_KEYS": ["new", "old"]}

    assert decode(Pin, raw).pin.reveal() == "042137"


def test_a_key_that_is_gone_is_named_as_the_cause(settings: Settings) -> None:
    raw = encode(Pin(pin=Secret("042137")))

    settings.BACKGROUND = settings.BACKGROUND | {"SECRET_KEYS": ["another"]}

    with pytest.raises(PayloadInvalid, match="BACKGROUND_SECRET_KEYS"):
        decode(Pin, raw)


def test_an_unsealed_value_is_not_taken_for_a_secret() -> None:
    with pytest.raises(PayloadInvalid, match="sealed"):
        decode(Pin, b'{"pin": "042137"}')


def test_a_person_may_type_a_secret_in_the_clear() -> None:
    assert from_plain(Pin, {"pin": "042137"}).pin.reveal() == "042137"


def test_equal_secrets_are_equal() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert len({Secret("a"), Secret("a")}) == 1
