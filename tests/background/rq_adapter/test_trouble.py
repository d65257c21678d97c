"""A Redis that hangs keeps one at a time waiting, and not everybody again and again."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pytest_django import Settings
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import OutOfMemoryError
from redis.exceptions import TimeoutError as NoAnswer

from background.constants import JobState
from background.engine.look import look
from background.exceptions import QueueUnavailable
from background.rq_adapter import connection, trouble
from background.rq_adapter.connection import explaining, ping, reachable
from background.rq_adapter.trouble import PROBE_SECONDS, REST_SECONDS, Trouble
from config.dev.valkey import EmbeddedValkey
from tests.background.jobs import remember
from tests.conftest import redis_binary


@pytest.fixture(autouse=True)
def _no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_TROUBLE", Trouble())


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def wait_in_vain() -> None:
    with pytest.raises(QueueUnavailable, match="Redis does not answer in time"), reachable():
        raise NoAnswer


def turn_away() -> None:
    with pytest.raises(QueueUnavailable, match="Redis kept somebody waiting a moment ago"), reachable():
        pytest.fail("it was asked again")


def ask() -> None:
    with reachable():
        pass


def elsewhere(act: Callable[[], None]) -> None:
    """In another thread."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(act).result()


def test_who_comes_after_somebody_who_waited_does_not_wait(now: list[float]) -> None:
    wait_in_vain()
    now[0] += REST_SECONDS - 0.1
    turn_away()


def test_a_page_that_explains_what_is_wrong_does_not_turn_away_its_own_question(now: list[float]) -> None:
    wait_in_vain()
    now[0] += REST_SECONDS

    with explaining():
        ask()
    elsewhere(ask)


def test_then_one_looks_again_and_the_others_still_do_not(now: list[float]) -> None:
    wait_in_vain()
    now[0] += REST_SECONDS

    with reachable():
        elsewhere(turn_away)
        with reachable():  # who looks may ask for more
            pass
    elsewhere(ask)


def test_who_looks_again_and_never_comes_back_keeps_nobody_away_for_ever(now: list[float]) -> None:
    wait_in_vain()
    now[0] += REST_SECONDS
    elsewhere(connection._TROUBLE.raise_if_fresh)
    turn_away()

    now[0] += PROBE_SECONDS
    ask()


def test_an_error_about_something_else_keeps_nobody_away(now: list[float]) -> None:
    wait_in_vain()
    now[0] += REST_SECONDS

    with pytest.raises(LookupError), reachable():
        raise LookupError
    elsewhere(ask)


@pytest.mark.parametrize("refusal", [NoConnection("refused"), OutOfMemoryError("OOM")], ids=repr)
def test_a_redis_that_says_no_at_once_may_be_asked_at_once(now: list[float], refusal: Exception) -> None:
    wait_in_vain()
    now[0] += REST_SECONDS

    for _ in range(2):
        with pytest.raises(QueueUnavailable, match=r"does not answer$|OOM"), reachable():
            raise refusal


@pytest.fixture
def hung(settings: Settings) -> Iterator[EmbeddedValkey]:
    """A server that takes what it is sent, and does nothing."""
    former = settings.RQ_QUEUES
    with TemporaryDirectory(prefix="hung-") as room, EmbeddedValkey(Path(room) / "data", Path(room) / "s.sock", redis_binary()) as server:
        settings.RQ_QUEUES = {name: {**queue, "URL": server.url} for name, queue in former.items()}
        ping()
        os.kill(server.pid, signal.SIGSTOP)
        try:
            yield server
        finally:
            os.kill(server.pid, signal.SIGCONT)
    settings.RQ_QUEUES = former


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("hung")
def test_of_several_jobs_one_waits_and_all_are_accepted(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(trouble, "REST_SECONDS", 600.0)
    jobs = [remember.enqueue(text="x") for _ in range(3)]
    states = [look(job.id).state for job in jobs]

    reasons = [record.__dict__["error"] for record in caplog.records if record.message == "jobs wait in the ledger"]
    assert reasons == ["Redis does not answer in time", *["Redis kept somebody waiting a moment ago"] * 2]
    assert states == [JobState.PENDING] * 3
