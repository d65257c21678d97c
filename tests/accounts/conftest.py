"""A stranger's client, a listener on the events of people, and someone to be."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.events import already_registered, code_resent, password_reset, password_reset_requested, user_registered
from accounts.models import User

PASSWORD = "violet-lantern-73"
SIGNALS = {
    "user_registered": user_registered,
    "code_resent": code_resent,
    "already_registered": already_registered,
    "password_reset_requested": password_reset_requested,
    "password_reset": password_reset,
}


@dataclass(slots=True, weakref_slot=True)
class Listener:
    """Remembers what was told, in order."""

    told: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def hear(self, signal: object, **details: object) -> None:
        self.told += [name for name, known in SIGNALS.items() if known is signal]
        if isinstance(code := details.get("code"), str):
            self.codes.append(code)
        if isinstance(link := details.get("link"), str):
            self.links.append(link)


@pytest.fixture(autouse=True)
def _no_waiting(settings: Settings) -> None:
    settings.ANSWER_STEP_SECONDS = 0


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    for signal in SIGNALS.values():
        signal.connect(listener.hear)
    yield listener
    for signal in SIGNALS.values():
        signal.disconnect(listener.hear)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def ada(db: None) -> User:
    """Registered and verified."""
    return User.objects.create_user("ada@example.org", PASSWORD, name="Ada Lovelace", is_verified=True)


@pytest.fixture
def bob(db: None) -> User:
    """Registered, not verified, and without a code."""
    return User.objects.create_user("bob@example.org", PASSWORD, name="Bob")
