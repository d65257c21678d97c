"""When a worker leaves by itself, and what it says with its exit code."""

import errno
import os

import pytest
from django.conf import settings
from django_rq import get_worker
from redis import Redis

from background.constants import JobState
from background.engine.declare import Isolation
from background.exceptions import WorkerFailed
from background.rq_adapter.worker import Worker
from background.rq_adapter.worker.loop import Loop
from tests.background import jobs as plain
from tests.background.rq_adapter.worker import jobs
from tests.commands import manage_here
from tests.processes import PATIENCE_SECONDS, TEST_JOBS, manage, running, until

pytestmark = pytest.mark.django_db(transaction=True)


def burst(isolation: Isolation = Isolation.THREAD) -> bool:
    worker = get_worker("default")
    assert isinstance(worker, Worker)
    return worker.work(burst=True, isolation=isolation, slots=1)


def as_user(name: str, password: str) -> dict[str, str]:
    scheme, _, address = str(settings.RQ_QUEUES["default"]["URL"]).partition("://")
    return {"REDIS_URL": f"{scheme}://{name}:{password}@{address.rpartition('@')[2]}"}


def test_a_worker_that_has_grown_too_large_leaves_and_nothing_is_wrong() -> None:
    handle = jobs.leak.enqueue(seconds=400)

    ended = manage("rqworker", "default", "--isolation", "thread", "--max-memory", "400", **TEST_JOBS)

    assert (ended.returncode, handle.snapshot().state) == (0, JobState.SUCCEEDED)
    assert "it takes too much memory" in ended.stderr


def test_a_bound_that_no_worker_could_keep_is_refused() -> None:
    ended = manage_here("rqworker", "default", "--burst", "--max-memory", "10")

    assert ended.returncode == 1
    assert ended.stderr.startswith("CommandError: --max-memory is 10 MiB, and a worker that has done nothing takes")


def test_a_wrong_password_is_one_line_and_a_failure() -> None:
    ended = manage("rqworker", "default", **as_user("nobody", "hunter2"))

    assert ended.returncode == 1
    assert ended.stderr.startswith("CommandError: Redis refuses to work: its user or password is wrong, or missing")
    assert "hunter2" not in ended.stderr


def test_a_worker_without_the_right_to_work_fails_at_once(redis: Redis) -> None:
    redis.acl_setuser("weak", enabled=True, passwords=["+secret"], commands=["+ping"], keys=["*"])

    ended = manage("rqworker", "default", **as_user("weak", "secret"))

    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines()[-1] == "CommandError: Redis refuses to work: NoPermissionError"


def test_a_worker_whose_rights_are_taken_away_leaves(redis: Redis) -> None:
    redis.acl_setuser("strong", enabled=True, passwords=["+secret"], categories=["+@all"], keys=["*"], channels=["*"])
    with running("rqworker", "default", **as_user("strong", "secret")) as worker:
        until(lambda: redis.scard("rq:workers"))

        redis.acl_setuser("strong", categories=["-@all"])

        assert worker.wait(PATIENCE_SECONDS) == 1


def test_a_name_that_is_taken_is_one_line(redis: Redis) -> None:
    redis.hset("rq:worker:ada", "birth", "today")

    ended = manage_here("rqworker", "default", "--burst", "--name", "ada")

    assert ended.returncode == 1
    assert ended.stderr.strip() == "CommandError: There exists an active worker named 'ada' already; --name another, or none"


@pytest.mark.parametrize(
    ("isolation", "broken"), [(Isolation.FORK, "os.fork"), (Isolation.THREAD, "threading.Thread.start")], ids=["fork", "thread"]
)
def test_a_slot_that_cannot_start_gives_its_job_back(isolation: Isolation, broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("no more") if isolation is Isolation.THREAD else OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    handle = plain.remember.enqueue(text="later")
    monkeypatch.setattr(broken, refuse)

    with pytest.raises(WorkerFailed, match="can be started"):
        burst(isolation)

    assert (handle.snapshot().state, handle.snapshot().attempts) == (JobState.QUEUED, 0)


def test_what_nobody_foresaw_is_one_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Loop, "_fill", lambda self: 1 / 0)

    with pytest.raises(WorkerFailed, match="the worker broke down: ZeroDivisionError: division by zero"):
        burst()
