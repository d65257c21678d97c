"""What becomes of jobs, by the real worker in this process."""

from redis import Redis

from background.constants import JobState
from background.engine.carrier import carrier
from background.engine.secret import Secret
from tests.background import jobs
from tests.background.jobs import fail, give_up, overrun, remember, return_object, reveal
from tests.background.worker import run_all


def test_a_job_runs_and_its_result_can_be_read() -> None:
    handle = remember.enqueue(text="hello")

    run_all()

    job = handle.snapshot()
    assert jobs.ran == ["hello"]
    assert (job.state, job.result, job.attempts) == (JobState.SUCCEEDED, "hello", 1)
    assert job.created_at <= job.enqueued_at <= job.started_at <= job.finished_at  # type: ignore[operator]  # all are set


def test_only_the_handler_sees_the_secret(redis: Redis) -> None:
    handle = reveal.enqueue(pin=Secret("042137"))
    before = redis.dump(f"rq:job:{handle.id}")

    run_all()

    assert jobs.ran == ["042137"]
    assert before is not None
    assert b"042137" not in before
    assert handle.snapshot().data == {"pin": "********"}


def test_three_attempts_are_three_executions_and_one_dead_letter(redis: Redis) -> None:
    handle = fail.enqueue(text="x")

    for _ in range(5):
        run_all()

    job = handle.snapshot()
    assert jobs.ran == ["attempt 1", "attempt 2", "attempt 3"]
    assert job.state is JobState.DEAD
    assert job.error is not None
    assert job.error.message == "no luck with x"
    assert redis.hlen("rq:dead_letters") == 1


def test_a_permanent_failure_is_not_tried_again() -> None:
    handle = give_up.enqueue(text="once")

    run_all()

    assert jobs.ran == ["once"]
    assert handle.snapshot().state is JobState.DEAD


def test_a_result_that_is_not_json_does_not_make_the_work_fail() -> None:
    handle = return_object.enqueue()

    run_all()

    assert handle.snapshot().state is JobState.SUCCEEDED


def test_a_job_is_stopped_at_its_timeout() -> None:
    handle = overrun.enqueue()

    run_all()

    job = handle.snapshot()
    assert job.error is not None
    assert job.error.code == "JobTimedOut"


def test_progress_can_be_read_through_the_carrier() -> None:
    from background.queues.default.unreliable_operation import unreliable_operation

    handle = unreliable_operation.enqueue(failures=0)

    run_all()

    assert carrier().fetch(handle.id).progress.percent == 100


def test_the_worker_leaves_no_trace_when_it_goes(redis: Redis) -> None:
    remember.enqueue(text="x")

    run_all()

    assert redis.smembers("rq:workers") == set()
    assert redis.zcard("rq:wip:default") == 0
