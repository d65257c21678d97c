"""Every transition tells one event, in the script that makes it, and listeners of this process hear the same."""

from collections.abc import Callable, Iterator

import pytest
from redis import Redis

from background.engine import events
from background.engine.events import Event, Kind, QueueEvents
from background.rq_adapter.event_stream import read
from background.rq_adapter.stream_events import StreamEvent
from tests.background.rq_adapter import lives

TERMINAL = {Kind.COMPLETED, Kind.DEAD, Kind.CANCELLED, Kind.EXPIRED}


class Ear(QueueEvents):
    def __init__(self) -> None:
        self.heard: list[Event] = []

    def hear(self, event: Event) -> None:
        self.heard.append(event)


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    events.listen(ear)
    yield ear
    events.leave(ear)


TRANSITIONS: list[tuple[Callable[[Redis], None], str]] = [
    (lives.success, "added active completed"),
    (lives.retry_then_success, "added active failed retrying active completed"),
    (lives.dead, "added active failed dead"),
    (lives.exhausted, "added active failed retrying active failed retrying active failed dead"),
    (lives.snooze, "added active retrying active completed"),
    (lives.cancel_waiting, "added cancelled"),
    (lives.cancel_delayed, "added cancelled"),
    (lives.cancel_by_discard, "added active cancelled"),
    (lives.cancel_running, "added active cancelled"),
    (lives.cancel_at_settlement, "added active failed cancelled"),
    (lives.cancel_at_hand_back, "added active cancelled"),
    (lives.cancel_at_sweep, "added active cancelled"),
    (lives.expire, "added active expired"),
    (lives.stalled, "added active stalled active completed"),
    (lives.poison, "added active stalled active stalled active failed dead"),
    (lives.parked, "added active active completed"),
    (lives.hand_back, "added active retrying active completed"),
    (lives.progress, "added active progress completed"),
    (lives.replay, "added active failed dead added active failed dead"),
    (lives.undecodable, "added active failed dead"),
    (lives.unknown, "added active failed dead"),
]


@pytest.mark.parametrize(("act", "kinds"), [pytest.param(act, kinds, id=act.__name__) for act, kinds in TRANSITIONS])
def test_each_transition_tells_one_event(redis: Redis, ear: Ear, act: Callable[[Redis], None], kinds: str) -> None:
    act(redis)

    told = read()
    assert _kinds(told) == kinds.split()
    assert _kinds(ear.heard) == kinds.split()
    assert {event.job_id for event in ear.heard} == {event.job_id for event in told}
    assert {event.queue for event in ear.heard} == {"default"}
    for life in _lives(told):
        assert [event.kind in TERMINAL for event in life].index(True) == len(life) - 1


def _kinds(told: list[StreamEvent] | list[Event]) -> list[str]:
    return [event.kind.value for event in told]


def _lives(told: list[StreamEvent]) -> list[list[StreamEvent]]:
    """From each `added` to the next."""
    lives: list[list[StreamEvent]] = []
    for event in told:
        if event.kind is Kind.ADDED:
            lives.append([])
        lives[-1].append(event)
    return lives


def test_names_and_attempts_agree_too(redis: Redis, ear: Ear) -> None:
    lives.retry_then_success(redis)
    lives.cancel_waiting(redis)
    lives.replay(redis)

    told = [(event.kind, event.job_id, event.name, event.attempt) for event in read()]

    assert [(event.kind, event.job_id, event.name, event.attempt) for event in ear.heard] == told
