"""What happens to jobs can be heard as Django's signals."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.dispatch import Signal

from background import signals
from background.engine.events import Event, Kind, announce
from background.engine.registry import find
from background.signals import SignalSender, job_added, job_completed, job_dead
from tests.background.jobs import give_up, remember
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True)


class Receiver:
    def __init__(self) -> None:
        self.heard: list[tuple[object, Event]] = []

    def __call__(self, sender: object, event: Event, **_: Any) -> None:
        self.heard.append((sender, event))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    for signal in (job_added, job_completed, job_dead):
        for sender in (None, remember, give_up):
            signal.disconnect(receiver, sender)


def test_the_sender_is_the_job_type(receiver: Receiver) -> None:
    job_completed.connect(receiver, sender=remember)
    handle = remember.using(priority=3).enqueue(text="x")
    give_up.enqueue()

    run_all()

    assert [(sender is remember, event.job_id) for sender, event in receiver.heard] == [(True, handle.id)]


def test_without_a_sender_every_job_is_heard(receiver: Receiver) -> None:
    job_added.connect(receiver)

    remember.enqueue(text="x")
    give_up.enqueue()

    assert [sender for sender, _ in receiver.heard] == [find("test-remember"), find("test-give-up")]


def test_a_name_that_nobody_knows_has_no_sender(receiver: Receiver) -> None:
    job_dead.connect(receiver)

    announce(Event(kind=Kind.DEAD, job_id="1", name="no-such-job", queue="default"))

    assert [sender for sender, _ in receiver.heard] == [None]


def test_a_receiver_that_raises_is_logged_and_harms_nothing(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    def clumsy(**_: Any) -> None:
        raise RuntimeError("clumsy")

    job_completed.connect(clumsy)
    job_completed.connect(receiver)
    handle = remember.enqueue(text="x")

    with caplog.at_level(logging.ERROR, logger="django.dispatch"):
        run_all()
    job_completed.disconnect(clumsy)

    assert handle.snapshot().result == "x"
    assert len(receiver.heard) == 1
    assert "clumsy" in caplog.text


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_signal(kind: Kind, receiver: Receiver) -> None:
    signal: Signal = getattr(signals, f"job_{kind.value}")
    signal.connect(receiver)

    SignalSender().hear(Event(kind=kind, job_id="1", name="x", queue="default"))

    signal.disconnect(receiver)
    assert [event.kind for _, event in receiver.heard] == [kind]
