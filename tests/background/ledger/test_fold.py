"""What a batch of events makes of jobs and of their attempts."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from background.constants import JobState
from background.engine.events import Kind
from background.ledger.fold import fingerprint, fold
from background.models.job_attempt import Outcome
from background.rq_adapter.stream_events import StreamEvent

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
numbers = count(1)


def event(kind: Kind, *, attempt: int = 1, note: str = "", run: str = "", due: float = 0.0, memory: int = 0) -> StreamEvent:
    number = next(numbers)
    at = NOON + timedelta(seconds=number)
    return StreamEvent(
        entry=f"{int(at.timestamp() * 1000)}-0",
        at=at,
        kind=kind,
        job_id="one",
        name="test",
        queue="default",
        attempt=attempt,
        note=note,
        run=run,
        due=due,
        memory=memory,
    )


def test_a_success_has_its_times_and_its_attempt() -> None:
    events = [event(Kind.ADDED, attempt=0), event(Kind.ACTIVE, note="worker-1", run="a"), event(Kind.COMPLETED, run="a")]

    folded = fold(events)

    job, run = folded.jobs["one"], folded.runs["a"]
    assert (job.state, job.attempts, job.started_at, job.finished_at) == (JobState.SUCCEEDED, 1, events[1].at, events[2].at)
    assert (run.outcome, run.worker, run.started_at, run.ended_at) == (Outcome.SUCCEEDED, "worker-1", events[1].at, events[2].at)


def test_what_an_attempt_took_is_said_at_its_end() -> None:
    folded = fold([event(Kind.ACTIVE, run="a"), event(Kind.FAILED, run="a", memory=7 << 20), event(Kind.DEAD, run="a")])

    assert folded.runs["a"].peak_memory == 7 << 20


def test_a_success_has_the_note_of_its_end_and_no_older_one() -> None:
    snoozed = event(Kind.RETRYING, note="not yet", run="a")

    assert fold([snoozed, event(Kind.COMPLETED, run="b")]).jobs["one"].note == ""
    assert fold([snoozed, event(Kind.COMPLETED, note="no result", run="b")]).jobs["one"].note == "no result"


def test_the_order_of_events_is_that_of_their_ids() -> None:
    events = [event(Kind.ACTIVE, run="a"), event(Kind.COMPLETED, run="a")]

    assert fold(reversed(events)).jobs["one"].state is JobState.SUCCEEDED


def test_a_failure_waits_for_its_retry() -> None:
    due = NOON + timedelta(hours=1)
    events = [
        event(Kind.ACTIVE, run="a"),
        event(Kind.FAILED, note="ValueError: no", run="a"),
        event(Kind.RETRYING, run="a", due=due.timestamp()),
    ]

    folded = fold(events)

    assert (folded.jobs["one"].state, folded.jobs["one"].run_after, folded.jobs["one"].attempts) == (JobState.RETRYING, due, 1)
    assert (folded.runs["a"].outcome, folded.runs["a"].error) == (Outcome.FAILED, "ValueError: no")


def test_a_retry_in_a_later_batch_leaves_the_failure_as_it_is() -> None:
    folded = fold([event(Kind.RETRYING, run="a", due=NOON.timestamp())])

    assert folded.runs["a"].ended_at is None


@pytest.mark.parametrize(
    ("kind", "attempt", "note", "state", "attempts", "outcome"),
    [
        (Kind.RETRYING, 2, "not yet", JobState.RETRYING, 1, Outcome.SNOOZED),
        (Kind.RETRYING, 1, "handed back", JobState.QUEUED, 1, Outcome.HANDED_BACK),
        (Kind.STALLED, 1, "its worker died", JobState.QUEUED, 1, Outcome.LOST),
        (Kind.CANCELLED, 2, "nobody wants it", JobState.CANCELLED, 2, Outcome.CANCELLED),
    ],
)
def test_other_ends_of_an_attempt(kind: Kind, attempt: int, note: str, state: JobState, attempts: int, outcome: Outcome) -> None:
    folded = fold([event(Kind.ACTIVE, attempt=2, run="a"), event(kind, attempt=attempt, note=note, run="a")])

    assert (folded.jobs["one"].state, folded.jobs["one"].attempts, folded.runs["a"].outcome) == (state, attempts, outcome)


def test_a_replay_forgets_the_former_end() -> None:
    folded = fold([event(Kind.DEAD, note="ValueError: no", run="a"), event(Kind.ADDED, attempt=0, note="replayed")])

    job = folded.jobs["one"]
    assert (job.state, job.attempts, job.finished_at, job.replayed) == (JobState.QUEUED, 0, None, True)


def test_errors_that_differ_in_numbers_and_names_have_one_fingerprint() -> None:
    assert fingerprint("KeyError: 'ada' at 0x7f12 after 3 s") == fingerprint("KeyError: 'bob' at 0x9e01 after 14 s")
    assert fingerprint("KeyError: 1") != fingerprint("ValueError: 1")
    assert fingerprint("") == ""
