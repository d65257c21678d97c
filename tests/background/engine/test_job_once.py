"""A guarded step is done once, in however many attempts."""

from collections.abc import Callable

import pytest

from background.engine.job import Job
from background.exceptions import GuardInvalid
from background.testing import Dead, perform, recording
from tests.background import saying
from tests.background.jobs import Note
from tests.background.saying import Talk, done, queue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


@pytest.fixture
def job() -> Job[Talk]:
    return Job(id="1", name="test-talk", queue="default", data=Talk())


def test_later_attempts_are_given_what_the_first_one_got() -> None:
    with recording() as jobs:
        handle = saying.charge.enqueue()
        jobs.drain()

        job = handle.snapshot()
    assert (job.result, job.attempts) == ("r-1", 3)
    assert len(done) == 1


def test_each_name_and_each_job_is_a_step_of_its_own() -> None:
    with recording() as jobs:
        for _ in range(2):
            saying.charge.enqueue()
        jobs.drain()

    assert len(set(done)) == 2


def test_an_idempotency_key_is_the_same_in_every_attempt_and_fits_any_header(job: Job[Talk]) -> None:
    second = Job(id="1", name="test-talk", queue="default", data=Talk(), attempt=2)

    key = job.idempotency_key("charge-card")

    assert key == second.idempotency_key("charge-card")
    assert key != job.idempotency_key("charge-cärd")
    assert len(key) == 32
    assert int(key, 16)


def test_an_act_that_fails_is_done_again(job: Job[Talk]) -> None:
    with recording():
        with pytest.raises(ZeroDivisionError):
            job.once("divide", lambda: 1 / 0)

        assert job.once("divide", lambda: 1 / 2) == 0.5


def test_nothing_is_a_result_too(job: Job[Talk]) -> None:
    calls: list[int] = []
    with recording():
        for _ in range(2):
            job.once("append", lambda: calls.append(1))

    assert calls == [1]


async def _later() -> int:
    return 1


@pytest.mark.parametrize(
    ("name", "act", "words"),
    [
        ("tuple", lambda: (1, 2), "its tuple would not be the same when it is read again"),
        ("object", lambda: object(), "result cannot be kept: .*object"),
        ("large", lambda: "x" * 70_000, "weighs 70,002 bytes; the limit is 65,536"),
        ("async", _later, "takes a plain function"),
        ("", lambda: 1, "has 1 to 100 characters"),
        ("x" * 101, lambda: 1, "has 1 to 100 characters"),
    ],
)
def test_what_cannot_be_kept_is_refused(job: Job[Talk], name: str, act: Callable[[], object], words: str) -> None:
    with recording(), pytest.raises(GuardInvalid, match=words):
        job.once(name, act)


@queue.job("test-charge-badly", Note, max_attempts=5)
def charge_badly(job: Job[Note]) -> object:
    def act() -> tuple[int, int]:
        done.append("charged")
        return 1, 2

    return job.once("tuple", act)


def test_an_act_whose_result_cannot_be_kept_is_not_repeated_by_a_further_attempt() -> None:
    outcome = perform(charge_badly)

    assert outcome == Dead("permanent")
    assert done == ["charged"]
