"""A job runs after those that it waits for, and what becomes of it when they fail is said beforehand."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from pytest_django import Settings
from redis import Redis

from background.constants import JobState
from background.engine.after import OnParentDeath
from background.engine.chain import chain
from background.engine.secret import Secret
from background.exceptions import JobNotFound, OptionInvalid
from background.jobs import batch
from background.ledger.cancel import cancel
from background.ledger.forget_secrets import SECRETS_ERASED, SecretsOfTheEnded
from background.ledger.groups import follow, release
from background.ledger.groups.look_after import GroupKeeper
from background.ledger.groups.waits import waits_for
from background.ledger.recorder import Recorder
from background.ledger.relay import relay
from background.ledger.retry import retry
from background.models import JobBatch, JobDependency, JobRecord
from background.rq_adapter import cancel as in_redis
from background.rq_adapter.cancel import Cancellation
from background.rq_adapter.requeue import requeue
from tests.background.family import Piece, Size, ill, join_pieces, measure_piece, state_of, to_the_end, work_piece
from tests.background.jobs import careless, queue, ran, reveal
from tests.background.ledger.test_memory import long_ago
from tests.background.worker import run_all
from tests.no_redis import NOBODY


def test_a_job_waits_in_the_ledger_until_its_last_parent_has_ended(recorder: Recorder, redis: Redis) -> None:
    first, second = work_piece.enqueue(name="a"), work_piece.enqueue(name="b")
    last = work_piece.using(after=[first, second]).enqueue(name="c")

    run_all(max_jobs=1)
    recorder.catch_up()
    long_ago()
    relay()

    assert last.snapshot().state is JobState.PENDING
    assert last.snapshot().note == "waits for other jobs"
    assert [job.id for job in waits_for(last.id)] == [second.id]
    assert not redis.exists(f"rq:job:{last.id}")
    to_the_end(recorder)
    assert ran == ["a", "b", "c"]
    assert waits_for(last.id) == []


def test_results_of_parents_are_there_with_their_types(recorder: Recorder) -> None:
    parents = [work_piece.enqueue(name="b"), work_piece.enqueue(name="a"), measure_piece.enqueue(name="xyz")]
    joined = join_pieces.using(after=parents).enqueue()

    to_the_end(recorder)

    assert joined.snapshot().result == ["BA", 3]
    assert measure_piece.read_result({"width": 3, "height": 1}) == Size(3, 1)


def test_a_chain_runs_step_by_step_and_the_jobs_of_a_step_beside_each_other(recorder: Recorder) -> None:
    steps = chain(
        work_piece.prepared(name="a"), [work_piece.prepared(name="b"), work_piece.prepared(name="c")], join_pieces.prepared(name="d")
    )

    to_the_end(recorder)

    assert ran == ["a", "b", "c", "d"]
    assert steps[-1].snapshot().result == ["ABC"]


def test_by_default_those_that_wait_are_cancelled_with_their_parent(recorder: Recorder) -> None:
    ill.add("a")
    first, second, third = chain(*(work_piece.prepared(name=name) for name in "abc"))

    to_the_end(recorder)

    assert [state_of(handle) for handle in (first, second, third)] == [JobState.DEAD, JobState.CANCELLED, JobState.CANCELLED]
    assert second.snapshot().note == release.NOTE
    assert ran == []


def test_they_wait_again_when_the_parent_starts_afresh(recorder: Recorder) -> None:
    ill.add("a")
    first, *rest = chain(*(work_piece.prepared(name=name) for name in "abc"))
    to_the_end(recorder)

    ill.clear()
    requeue("default", [first.id])
    to_the_end(recorder)

    assert ran == ["a", "b", "c"]
    assert [state_of(handle) for handle in rest] == [JobState.SUCCEEDED] * 2


def test_with_run_a_job_runs_however_its_parents_ended(recorder: Recorder) -> None:
    ill.add("a")
    first, second = work_piece.enqueue(name="a"), work_piece.enqueue(name="b")
    last = join_pieces.using(after=[first, second], on_parent_death=OnParentDeath.RUN).enqueue(name="c")

    to_the_end(recorder)

    assert ran == ["b", "c"]
    assert last.snapshot().result == ["B"]


def test_with_hold_a_job_waits_until_the_parent_is_well(recorder: Recorder) -> None:
    ill.add("a")
    first = work_piece.enqueue(name="a")
    last = work_piece.using(after=first, on_parent_death=OnParentDeath.HOLD).enqueue(name="b")
    to_the_end(recorder)
    assert (state_of(last), [job.id for job in waits_for(last.id)]) == (JobState.PENDING, [first.id])

    ill.clear()
    requeue("default", [first.id])
    to_the_end(recorder)

    assert ran == ["a", "b"]


def test_a_parent_that_is_cancelled_or_forgotten_has_not_succeeded(recorder: Recorder) -> None:
    first, forgotten = work_piece.enqueue(name="a"), work_piece.enqueue(name="b")
    one, other = work_piece.using(after=first).enqueue(name="c"), work_piece.using(after=forgotten).enqueue(name="d")

    in_redis.cancel(first.id)
    JobRecord.objects.get(id=forgotten.id).delete()
    recorder.catch_up()
    GroupKeeper().look_after()

    assert (state_of(one), state_of(other)) == (JobState.CANCELLED, JobState.CANCELLED)


def test_a_parent_that_has_ended_already_keeps_nobody_waiting(recorder: Recorder) -> None:
    first = work_piece.enqueue(name="a")
    to_the_end(recorder)

    work_piece.using(after=first).enqueue(name="b")
    run_all()

    assert ran == ["a", "b"]


def test_a_parent_that_ends_before_the_commit_keeps_nobody_waiting(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = work_piece.enqueue(name="a")
    with transaction.atomic():
        work_piece.using(after=first).enqueue(name="b")
        JobRecord.objects.filter(id=first.id).update(state=JobState.SUCCEEDED)  # what another process notes meanwhile

    run_all()

    assert ran == ["a", "b"]


def test_what_nobody_let_go_is_found(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = work_piece.enqueue(name="a")
    work_piece.using(after=first).enqueue(name="b")
    run_all()
    JobRecord.objects.filter(id=first.id).update(state=JobState.SUCCEEDED)  # and whoever noted it was killed

    GroupKeeper().look_after()
    run_all()

    assert ran == ["a", "b"]


def test_what_was_let_go_and_not_pushed_is_relayed(recorder: Recorder, settings: Settings) -> None:
    first = work_piece.enqueue(name="a")
    last = work_piece.using(after=first).enqueue(name="b")
    run_all()
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    JobRecord.objects.filter(id=first.id).update(state=JobState.SUCCEEDED)
    release.release_children([JobRecord.objects.get(id=first.id).id])
    settings.RQ_QUEUES = former
    assert state_of(last) is JobState.PENDING
    long_ago()

    relay()
    run_all()

    assert ran == ["a", "b"]


def test_redis_is_emptied_and_the_chain_goes_on(recorder: Recorder, redis: Redis) -> None:
    chain(*(work_piece.prepared(name=name) for name in "abc"))
    run_all()
    recorder.catch_up()

    redis.flushall()
    JobRecord.objects.filter(waiting=False, state=JobState.QUEUED).update(state=JobState.PENDING)
    long_ago()
    relay()
    to_the_end(recorder)

    assert ran == ["a", "b", "c"]


def test_what_waits_can_be_cancelled_and_does_not_wait_again(recorder: Recorder) -> None:
    ill.add("a")
    first, second, third = chain(*(work_piece.prepared(name=name) for name in "abc"))

    assert cancel(second.id, reason="not needed") is Cancellation.CANCELLED

    assert (state_of(second), second.snapshot().note, state_of(third)) == (JobState.CANCELLED, "not needed", JobState.CANCELLED)
    to_the_end(recorder)
    ill.clear()
    requeue("default", [first.id])
    to_the_end(recorder)
    assert ran == ["a"]
    with pytest.raises(JobNotFound):
        cancel("0199a1e5-0000-7000-8000-000000000000")


def test_a_reason_that_a_database_cannot_hold_is_kept_as_it_can(recorder: Recorder) -> None:
    _, second = chain(*(work_piece.prepared(name=name) for name in "ab"))

    cancel(second.id, reason="not\0needed")

    assert JobRecord.objects.get(id=second.id).note == "not\ufffdneeded"


def test_a_delay_is_kept_when_the_job_is_let_go(recorder: Recorder, redis: Redis) -> None:
    first = work_piece.enqueue(name="a")
    late = work_piece.using(after=first, run_after=timedelta(hours=1)).enqueue(name="b")

    to_the_end(recorder)

    assert redis.zscore("rq:scheduled:default", late.id) is not None
    assert ran == ["a"]


def test_what_is_rolled_back_waits_for_nobody(recorder: Recorder) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        chain(*(work_piece.prepared(name=name) for name in "abc"))
        _ = 1 / 0

    assert not JobRecord.objects.exists()
    assert not JobDependency.objects.exists()


def test_an_unknown_parent_and_a_job_outside_the_ledger_are_refused() -> None:
    with pytest.raises(JobNotFound, match="to wait for"):
        work_piece.using(after="0199a1e5-0000-7000-8000-000000000000").enqueue(name="a")
    with pytest.raises(OptionInvalid, match="'nonsense' is not the id"):
        work_piece.using(after="nonsense")
    with pytest.raises(OptionInvalid, match="not in the ledger"):
        careless.using(after=work_piece.enqueue(name="a")).enqueue()

    with pytest.raises(OptionInvalid, match="say so of each job"):
        queue.job("test-always-waits", Piece, after="0199a1e5-0000-7000-8000-000000000000")(work_piece.handler)

    assert JobRecord.objects.count() == 1


@contextmanager
def few_values_to_a_statement() -> Iterator[None]:
    """As if there were thirty thousand jobs, which are more than SQLite takes in a statement."""
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        yield
        return
    former = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 200)
    try:
        yield
    finally:
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, former)


def test_however_many_wait_for_one_job_all_are_called_off(monkeypatch: pytest.MonkeyPatch, recorder: Recorder) -> None:
    monkeypatch.setattr(release, "TOGETHER", 50)
    monkeypatch.setattr(follow, "TOGETHER", 50)
    ill.add("sick")
    first = work_piece.enqueue(name="sick")
    with batch("import") as imported:
        children = [work_piece.using(after=first, batch=imported).enqueue(name=str(number)) for number in range(220)]
    grandchild = work_piece.using(after=children).enqueue(name="last")
    run_all()

    with few_values_to_a_statement():
        recorder.catch_up()

    assert imported.progress().counts == {JobState.CANCELLED: 220}
    assert JobBatch.objects.get().finished_at is not None
    assert state_of(grandchild) is JobState.CANCELLED


def test_a_secret_outlives_the_death_of_a_parent_that_may_start_afresh(recorder: Recorder) -> None:
    ill.add("a")
    first = work_piece.enqueue(name="a")
    second = work_piece.using(after=first).enqueue(name="b")
    reveal.using(after=second).enqueue(pin=Secret("1234"))
    to_the_end(recorder)
    SecretsOfTheEnded().forget()

    ill.clear()
    requeue("default", [first.id])
    to_the_end(recorder)

    assert ran == ["a", "b", "1234"]


def test_a_job_whose_secrets_are_gone_does_not_wait_again(recorder: Recorder, redis: Redis) -> None:
    ill.add("a")
    first = work_piece.enqueue(name="a")
    last = reveal.using(after=first).enqueue(pin=Secret("1234"))
    to_the_end(recorder)
    redis.delete(f"rq:job:{first.id}")
    SecretsOfTheEnded().forget()

    ill.clear()
    retry("default", [first.id])
    to_the_end(recorder)

    assert ran == ["a"]
    assert (state_of(last), last.snapshot().note) == (JobState.CANCELLED, SECRETS_ERASED)
