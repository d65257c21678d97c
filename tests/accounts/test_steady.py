"""The time of an answer does not tell who is known."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.api import steady
from accounts.models import User
from tests.accounts.asking import post
from tests.accounts.conftest import PASSWORD, SIGNALS

STEP = 0.1
WORK = 0.03
"""What it takes to make a mail, by the clock of these tests."""

NEW = {"password": PASSWORD, "name": "Somebody"}


@pytest.fixture(autouse=True)
def _steps(settings: Settings) -> None:
    settings.ANSWER_STEP_SECONDS = STEP


@dataclass(slots=True, weakref_slot=True)
class Clock:
    """Goes on when somebody sleeps, or has work to do."""

    now: float = 0.0
    worked: list[float] = field(default_factory=list)

    def perf_counter(self) -> float:
        """A little later each time: no request takes no time at all."""
        now = self.now
        self.now += 0.001
        return now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def work(self, **_: object) -> None:
        self.now += WORK
        self.worked.append(self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(steady, "time", clock)
    for signal in SIGNALS.values():
        signal.connect(clock.work)
    yield clock
    for signal in SIGNALS.values():
        signal.disconnect(clock.work)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "known", "more"), [("register/", "ada", NEW), ("verify/resend/", "bob", {}), ("password-reset/", "ada", {})]
)
def test_however_much_there_is_to_do_the_answer_comes_at_the_same_time(
    client: Client, ada: User, bob: User, clock: Clock, path: str, known: str, more: dict[str, Any]
) -> None:
    times = []
    for email in (f"{known}@example.org", f"{known}@example.org", "nobody@example.org"):
        begun = clock.now
        assert post(client, path, email=email, **more).status_code == 202
        times.append(clock.now - begun)

    assert len(clock.worked) == (2 if path == "register/" else 1)
    assert times == pytest.approx([STEP] * 3, abs=0.0021)


@pytest.mark.django_db
def test_answers_come_after_a_whole_step(client: Client, bob: User) -> None:
    for email in (bob.email, "nobody@example.org"):
        begun = time.perf_counter()

        post(client, "verify/resend/", email=email)

        assert time.perf_counter() - begun >= STEP
