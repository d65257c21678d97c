"""The runs of a job whose events were trimmed unread are written down from what Redis still knows of them."""

from datetime import timedelta

import pytest
from redis import Redis

from background.constants import JobState
from background.engine.backoff import fixed
from background.engine.look import attempts_of
from background.ledger.catch_up import note_endings
from background.ledger.recorder import Recorder
from background.models import JobAttempt, JobRecord
from background.models.job_attempt import Outcome
from background.rq_adapter.cancel import cancel
from background.rq_adapter.requeue import requeue
from tests.background.jobs import fail, give_up, remember
from tests.background.ledger.test_memory import mend
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True)


def runs() -> list[tuple[int, str, str]]:
    return list(JobAttempt.objects.order_by("number").values_list("number", "outcome", "error_code"))


def test_all_that_failed_and_the_end_are_there_with_their_errors(redis: Redis) -> None:
    job_id = fail.using(max_attempts=3, backoff=fixed(timedelta())).enqueue(text="x").id
    for _ in range(3):
        run_all()
    redis.delete("rq:events")

    assert mend() == 1

    code = JobRecord.objects.get().error_code
    assert runs() == [(number, Outcome.FAILED, code) for number in (1, 2, 3)]
    first, *_, last = attempts_of(job_id)
    assert first.error
    assert last.error
    assert (first.error.message, "Traceback" in first.error.stack) == (last.error.message, True)
    assert (first.worker, first.started_at is not None, first.ended_at is not None) == (last.worker, True, True)
    assert len(set(JobAttempt.objects.values_list("fingerprint", flat=True))) == 1


def test_a_run_that_succeeded_is_there(redis: Redis) -> None:
    remember.enqueue(text="x")
    run_all()
    redis.delete("rq:events")

    assert mend() == 1

    assert runs() == [(1, Outcome.SUCCEEDED, "")]
    row = JobAttempt.objects.get()
    assert row.worker
    assert row.started_at
    assert row.ended_at


def test_a_run_whose_start_was_heard_has_its_end(redis: Redis) -> None:
    remember.enqueue(text="x")
    run_all()
    Recorder().catch_up()
    heard = JobAttempt.objects.get()
    JobAttempt.objects.update(outcome=Outcome.RUNNING, ended_at=None, peak_memory=None)
    JobRecord.objects.update(state=JobState.RUNNING)

    assert mend() == 1

    found = JobAttempt.objects.get()
    assert (found.pk, found.outcome, found.worker) == (heard.pk, Outcome.SUCCEEDED, heard.worker)
    assert found.ended_at is not None


def test_a_run_that_was_heard_to_the_end_stays_as_it_is(redis: Redis) -> None:
    give_up.enqueue(text="x")
    run_all()
    Recorder().catch_up()
    JobAttempt.objects.update(peak_memory=12_345, number=7)
    JobRecord.objects.update(state=JobState.RUNNING)
    before = JobAttempt.objects.values().get()

    assert mend() == 1

    assert JobAttempt.objects.values().get() == before


def test_runs_of_its_life_before_are_not_counted_among_those_of_this(redis: Redis) -> None:
    job_id = give_up.enqueue(text="x").id
    run_all()
    requeue("default", [job_id])
    run_all()
    redis.delete("rq:events")

    assert mend() == 1

    assert [(number, outcome) for number, outcome, _ in runs()] == [(1, Outcome.FAILED)]


def test_of_a_run_that_was_cancelled_nothing_is_made_up(redis: Redis) -> None:
    job_id = fail.using(max_attempts=3, backoff=fixed(timedelta(hours=1))).enqueue(text="x").id
    run_all()
    redis.delete("rq:events")
    cancel(job_id)

    assert note_endings([job_id], using="default") == 1

    assert [(number, outcome) for number, outcome, _ in runs()] == [(1, Outcome.FAILED)]
    assert JobRecord.objects.get().state == JobState.CANCELLED


def test_what_cannot_be_read_keeps_no_end_from_being_noted(redis: Redis) -> None:
    job_id = remember.enqueue(text="x").id
    run_all()
    redis.set(f"rq:results:{job_id}", "nonsense")

    assert note_endings([job_id], using="default") == 1

    assert (JobRecord.objects.get().state, runs()) == (JobState.SUCCEEDED, [])
