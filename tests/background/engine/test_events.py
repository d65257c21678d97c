"""Listeners hear of their queue, once, and can harm nothing."""

from collections.abc import Iterator

import pytest

from background.engine import events
from background.engine.events import Event, Kind, QueueEvents


class Recorder(QueueEvents):
    queue = "default"

    def __init__(self) -> None:
        self.heard: list[Event] = []

    def hear(self, event: Event) -> None:
        self.heard.append(event)


class Clumsy(QueueEvents):
    def on_completed(self, event: Event) -> None:
        raise RuntimeError("clumsy")


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    clumsy, recorder = Clumsy(), Recorder()
    events.listen(clumsy)
    events.listen(recorder)
    yield recorder
    events.leave(recorder)
    events.leave(clumsy)


def test_a_listener_hears_its_own_queue_only(recorder: Recorder) -> None:
    for queue in ("default", "email"):
        events.announce(Event(kind=Kind.ADDED, job_id="1", name="x", queue=queue))

    assert [event.queue for event in recorder.heard] == ["default"]


def test_a_listener_that_raises_does_not_silence_the_others(recorder: Recorder) -> None:
    events.announce(Event(kind=Kind.COMPLETED, job_id="1", name="x", queue="default"))

    assert len(recorder.heard) == 1


def test_what_no_listener_wants_is_not_told(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Recorder, "hears", lambda self, kind, queue: kind is Kind.DEAD)

    for kind in (Kind.ADDED, Kind.DEAD):
        events.announce(Event(kind=kind, job_id="1", name="x", queue="default"))

    assert [event.kind for event in recorder.heard] == [Kind.DEAD]


@pytest.mark.parametrize(("listener", "kinds"), [(Clumsy, {Kind.COMPLETED}), (Recorder, set(Kind)), (QueueEvents, set())])
def test_a_listener_hears_what_it_has_a_method_for(listener: type[QueueEvents], kinds: set[Kind]) -> None:
    assert {kind for kind in Kind if listener().hears(kind, "default")} == kinds


@pytest.mark.parametrize(("queue", "heard"), [("default", True), ("email", False)])
def test_whoever_tells_can_ask_first_who_listens(queue: str, heard: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_listeners", [Recorder()])

    assert events.is_heard(Kind.ADDED, queue) is heard


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_method(kind: Kind) -> None:
    called: list[str] = []
    listener = QueueEvents()
    setattr(listener, f"on_{kind.value}", lambda event: called.append(event.kind.value))

    listener.hear(Event(kind=kind, job_id="1", name="x", queue="default"))

    assert called == [kind.value]
