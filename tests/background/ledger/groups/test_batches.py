"""Jobs that belong together, and what follows when they have ended: once for each end."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis import Redis

from background.constants import JobState
from background.exceptions import BatchNotFound, OptionInvalid
from background.jobs import Batch, Prepared, batch, chain
from background.ledger.cancel import cancel as call_off
from background.ledger.groups import follow
from background.ledger.groups.forget import forget_batches
from background.ledger.groups.look_after import GroupKeeper
from background.ledger.groups.settle import settle
from background.ledger.recorder import Recorder
from background.models import JobBatch, JobRecord
from background.rq_adapter.cancel import cancel
from background.rq_adapter.requeue import requeue
from tests.background.family import add_to_batch, count_batch, ill, state_of, to_the_end, work_piece
from tests.background.jobs import ran
from tests.background.ledger.test_memory import mend
from tests.background.worker import run_all


def followers() -> dict[str, Prepared[Any]]:
    return {f"on_{word}": count_batch.prepared(name=word) for word in ("success", "finish", "dead")}


def test_success_is_told_once_all_have_succeeded(recorder: Recorder) -> None:
    with batch("import", **followers()) as imported:
        imported.add(work_piece.prepared(name="a"))
        imported.add_many(work_piece.prepared(name=name) for name in "bc")
        work_piece.using(batch=imported).enqueue(name="d")
    run_all(max_jobs=3)
    recorder.catch_up()
    assert (imported.progress().total, imported.progress().ended, imported.progress().percent) == (4, 3, 75)

    to_the_end(recorder)

    assert sorted(ran[:4]) == ["a", "b", "c", "d"]
    assert sorted(ran[4:]) == ["finish", "success"]
    assert imported.progress().counts == {JobState.SUCCEEDED: 4}
    assert JobBatch.objects.get().finished_at is not None


def test_those_that_follow_know_the_batch(recorder: Recorder) -> None:
    with batch("import", on_finish=count_batch.prepared(name="finish")) as imported:
        imported.add(work_piece.prepared(name="a"))

    to_the_end(recorder)

    row = JobRecord.objects.get(name="test-count-batch")
    assert (row.result, row.batch_id) == ("1", None)


def test_a_death_is_told_once_and_at_once(recorder: Recorder) -> None:
    ill.update("ab")
    with batch("import", **followers()) as imported:
        imported.add_many(work_piece.prepared(name=name) for name in "abc")
    run_all(max_jobs=1)
    recorder.catch_up()
    assert JobRecord.objects.filter(name="test-count-batch").count() == 1

    to_the_end(recorder)

    assert sorted(ran) == ["c", "dead", "finish"]


def test_a_replay_ends_the_batch_anew_and_success_is_told_then(recorder: Recorder) -> None:
    ill.add("a")
    with batch("import", **followers()) as imported:
        dead = imported.add(work_piece.prepared(name="a"))
        imported.add(work_piece.prepared(name="b"))
    to_the_end(recorder)
    assert sorted(ran) == ["b", "dead", "finish"]

    ill.clear()
    requeue("default", [dead.id])
    recorder.catch_up()
    assert JobBatch.objects.get().finished_at is None
    ran.clear()
    to_the_end(recorder)

    assert ran[0] == "a"
    assert sorted(ran[1:]) == ["finish", "success"]


def test_a_replay_that_ends_before_anybody_wrote_it_down_counts_too(recorder: Recorder) -> None:
    ill.add("a")
    with batch("import", **followers()) as imported:
        dead = imported.add(work_piece.prepared(name="a"))
    to_the_end(recorder)
    ran.clear()

    ill.clear()
    requeue("default", [dead.id])
    run_all()
    to_the_end(recorder)

    assert sorted(ran) == ["a", "finish", "success"]


def test_a_replay_that_dies_again_is_told_again(recorder: Recorder) -> None:
    ill.add("a")
    with batch("import", **followers()) as imported:
        dead = imported.add(work_piece.prepared(name="a"))
    to_the_end(recorder)

    requeue("default", [dead.id])
    to_the_end(recorder)

    assert sorted(ran) == ["dead", "dead", "finish", "finish"]


def test_writing_it_down_twice_tells_nobody_twice(recorder: Recorder, redis: Redis) -> None:
    with batch("import", **followers()) as imported:
        imported.add(work_piece.prepared(name="a"))
    run_all()
    recorder.catch_up()

    redis.xgroup_setid("rq:events", "ledger", "0")
    recorder.catch_up()
    GroupKeeper().look_after()
    to_the_end(recorder)

    assert sorted(ran) == ["a", "finish", "success"]


def test_a_recorder_that_is_killed_after_it_wrote_leaves_the_end_to_others(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    with batch("import", **followers()) as imported:
        imported.add(work_piece.prepared(name="a"))
    run_all()
    with monkeypatch.context() as killed:
        killed.setattr("background.ledger.recorder.follow_events", _die)
        with pytest.raises(SystemExit):
            recorder.catch_up()
    assert imported.progress().is_finished

    GroupKeeper().look_after()
    to_the_end(recorder)

    assert sorted(ran) == ["a", "finish", "success"]


def _die(*_: object) -> None:
    raise SystemExit


def test_many_who_look_at_once_tell_an_end_once(recorder: Recorder) -> None:
    with batch("import", **followers()) as imported:
        imported.add(work_piece.prepared(name="a"))
    JobRecord.objects.update(state=JobState.SUCCEEDED)
    ready = threading.Barrier(4)

    def look() -> None:
        ready.wait()
        settle(JobBatch.objects.values_list("id", flat=True))
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert JobRecord.objects.filter(name="test-count-batch").count() == 2


def test_a_job_adds_to_its_own_batch_and_the_end_waits_for_that(recorder: Recorder) -> None:
    with batch("import", on_success=count_batch.prepared(name="success")) as imported:
        imported.add(add_to_batch.prepared(name="a"))

    to_the_end(recorder)

    assert ran == ["a", "a-0", "a-1", "success"]
    assert imported.progress().total == 3


def test_what_is_added_after_the_end_opens_the_batch_again(recorder: Recorder) -> None:
    with batch("import", on_success=count_batch.prepared(name="success")) as imported:
        imported.add(work_piece.prepared(name="a"))
    to_the_end(recorder)

    Batch.get(imported.id).add(work_piece.prepared(name="b"))
    to_the_end(recorder)

    assert ran == ["a", "success", "b", "success"]


def test_a_batch_that_is_added_to_is_open_and_ends_anew_also_when_the_new_job_is_called_off(recorder: Recorder) -> None:
    with batch("import", **followers()) as imported:
        imported.add(work_piece.prepared(name="a"))
    to_the_end(recorder)
    ran.clear()

    later = work_piece.using(run_after=timedelta(hours=1)).enqueue(name="later")
    added = imported.add(work_piece.prepared(name="b").using(after=later))
    assert JobBatch.objects.get().finished_at is None
    call_off(added.id)
    to_the_end(recorder)

    assert ran == ["finish"]
    assert JobBatch.objects.get().finished_at is not None


def test_a_batch_ends_each_time_that_a_parent_elsewhere_has_its_jobs_called_off(recorder: Recorder) -> None:
    ill.add("elsewhere")
    parent = work_piece.enqueue(name="elsewhere")
    with batch("import", **followers()) as imported:
        imported.add(work_piece.prepared(name="a"))
        imported.add(work_piece.prepared(name="b").using(after=parent))
    to_the_end(recorder)
    assert sorted(ran) == ["a", "finish"]

    requeue("default", [parent.id])
    to_the_end(recorder)

    assert sorted(ran) == ["a", "finish", "finish"]
    assert JobBatch.objects.get().finished_at is not None


def test_a_batch_without_jobs_has_ended_well(recorder: Recorder) -> None:
    with batch("import", **followers()):
        pass

    to_the_end(recorder)

    assert sorted(ran) == ["finish", "success"]


def test_a_chain_in_a_batch_ends_it_when_its_rest_is_called_off(recorder: Recorder) -> None:
    ill.add("a")
    with batch("import", **followers()) as imported:
        first, _ = chain(*(work_piece.prepared(name=name).using(batch=imported) for name in "ab"))
    to_the_end(recorder)
    assert sorted(ran) == ["dead", "finish"]
    ran.clear()

    ill.clear()
    requeue("default", [first.id])
    to_the_end(recorder)

    assert sorted(ran) == ["a", "b", "finish", "success"]


def test_a_whole_batch_is_cancelled(recorder: Recorder) -> None:
    with batch("import", **followers()) as imported:
        handles = chain(*(work_piece.prepared(name=name).using(batch=imported) for name in "abc"))

    assert imported.cancel("nobody wants it") == 3

    to_the_end(recorder)
    assert [state_of(handle) for handle in handles] == [JobState.CANCELLED] * 3
    assert ran == ["finish"]


def test_a_member_that_was_cancelled_is_no_success(recorder: Recorder) -> None:
    with batch("import", **followers()) as imported:
        handle = imported.add(work_piece.prepared(name="a"))
    cancel(handle.id)

    to_the_end(recorder)

    assert ran == ["finish"]


def test_what_is_rolled_back_leaves_no_batch() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), batch("import", **followers()) as imported:
        imported.add(work_piece.prepared(name="a"))
        _ = 1 / 0

    assert not JobBatch.objects.exists()
    assert not JobRecord.objects.exists()


def test_follow_ups_survive_that_redis_is_emptied(recorder: Recorder, redis: Redis) -> None:
    with batch("import", on_success=count_batch.prepared(name="success")) as imported:
        imported.add(work_piece.prepared(name="a"))
    run_all()
    recorder.catch_up()

    redis.flushall()
    recorder.catch_up()
    assert mend() == 1
    to_the_end(recorder)

    assert ran == ["a", "success"]


def test_a_batch_of_hundreds_is_a_handful_of_statements() -> None:
    with CaptureQueriesContext(connection) as queries, batch("import") as imported:
        imported.add_many(work_piece.prepared(name=str(number)) for number in range(300))

    assert len([query for query in queries if query["sql"].startswith(("INSERT", "COPY", "SELECT", "UPDATE"))]) <= 8
    assert imported.progress().total == 300


@pytest.mark.parametrize("name", ["x" * 201, "a\0b", "\ud800"])
def test_a_name_that_no_database_keeps_is_refused(name: str) -> None:
    with pytest.raises(OptionInvalid, match="the name of a batch is"), batch(name):
        pass

    assert not JobBatch.objects.exists()


def test_a_name_is_whatever_people_write() -> None:
    with batch("5\u00a0€ for\n👨\u200d👩\u200d👧") as named:
        pass

    assert Batch.get(named.id).name == "5\u00a0€ for\n👨\u200d👩\u200d👧"


def test_what_has_no_batch_says_so() -> None:
    for nothing in ("0199a1e5-0000-7000-8000-000000000000", "nonsense", ""):
        with pytest.raises(BatchNotFound):
            Batch.get(nothing)


def test_nothing_to_follow_costs_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        follow.follow([])

    assert len(queries) == 0


def test_a_batch_is_forgotten_with_the_last_of_its_jobs(recorder: Recorder) -> None:
    with batch("open"), batch("ended") as ended:
        ended.add(work_piece.prepared(name="a"))
    with batch("kept") as kept:
        kept.add(work_piece.prepared(name="b"))
    to_the_end(recorder)
    JobBatch.objects.update(finished_at=timezone.now() - timedelta(days=2))
    JobBatch.objects.filter(name="open").update(finished_at=None)

    JobRecord.objects.filter(batch__id=ended.id).delete()

    assert forget_batches() == 1
    assert set(JobBatch.objects.values_list("name", flat=True)) == {"open", "kept"}
