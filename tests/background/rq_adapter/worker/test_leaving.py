"""When a worker leaves by itself, and what it says with its exit code."""

import errno
import os
import signal
from contextlib import closing
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django_rq import get_worker
from redis import Redis

from background.constants import JobState
from background.engine.declare import Isolation
from background.exceptions import WorkerFailed
from background.rq_adapter.claims import Claim
from background.rq_adapter.worker import Worker
from background.rq_adapter.worker.forks import ForkSlots
from background.rq_adapter.worker.isolation import slots_for
from background.rq_adapter.worker.loop import Loop
from background.rq_adapter.worker.slots import Slots
from tests.background import jobs as plain
from tests.background.rq_adapter.worker import jobs
from tests.background.worker import desk_of, next_of
from tests.commands import manage_here
from tests.processes import PATIENCE_SECONDS, TEST_JOBS, manage, running, until

pytestmark = pytest.mark.django_db(transaction=True)


def burst(isolation: Isolation = Isolation.THREAD, *, name: str | None = None) -> bool:
    worker = get_worker("default", name=name)
    assert isinstance(worker, Worker)
    return worker.work(burst=True, isolation=isolation, slots=1)


def children() -> list[str]:
    return Path("/proc/thread-self/children").read_text().split()


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


@pytest.mark.parametrize("isolation", list(Isolation))
def test_a_worker_that_is_told_to_stop_while_it_loads_takes_no_job(
    isolation: Isolation, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = plain.remember.enqueue(text="later")
    monkeypatch.setattr("background.rq_adapter.worker.worker.load_workers", lambda: os.kill(os.getpid(), signal.SIGTERM))

    has_worked = burst(isolation)

    assert (has_worked, handle.snapshot().state, redis.scard("rq:workers")) == (False, JobState.QUEUED, 0)


@pytest.mark.parametrize("isolation", list(Isolation))
def test_a_worker_is_listed_when_it_is_ready_and_not_before(isolation: Isolation, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = []

    def look_and_make(*told: Any) -> Slots:
        listed.append(redis.scard("rq:workers"))
        return slots_for(*told)

    monkeypatch.setattr("background.rq_adapter.worker.worker.slots_for", look_and_make)

    burst(isolation)

    assert listed == [0]


def test_a_forked_job_that_has_just_ended_is_settled_and_not_handed_back(redis: Redis) -> None:
    handle = plain.remember.enqueue(text="just in time")
    places = ForkSlots(1, lambda: desk_of(redis, "default"))
    with closing(places):
        claim = next_of(desk_of(redis, "default"))
        assert isinstance(claim, Claim)
        places.start(claim)
        wait(places.ears(), PATIENCE_SECONDS)

        places.abandon()

    assert (handle.snapshot().state, handle.snapshot().attempts) == (JobState.SUCCEEDED, 1)


def test_a_worker_that_may_not_be_listed_leaves_no_process_behind(redis: Redis) -> None:
    redis.hset("rq:worker:ada", "birth", "today")
    before = children()

    with pytest.raises(WorkerFailed, match="active worker named 'ada'"):
        burst(Isolation.FORK, name="ada")

    assert children() == before


def test_what_nobody_foresaw_is_one_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Loop, "_fill", lambda self: 1 / 0)

    with pytest.raises(WorkerFailed, match="the worker broke down: ZeroDivisionError: division by zero"):
        burst()
