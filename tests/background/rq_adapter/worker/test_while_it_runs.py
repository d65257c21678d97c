"""What a job says while it runs can be read while it runs, whether it is a thread or a process of its own."""

import threading
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from background.constants import JobState
from background.engine import cancellation
from background.engine.handle import Handle
from background.engine.secret import Secret
from tests.background import saying
from tests.background.saying import Login
from tests.background.worker import run_all
from tests.processes import TEST_JOBS, manage, running, until


def texts(handle: Handle[Any]) -> list[str]:
    return [line.text for line in handle.logs()]


@pytest.mark.parametrize("isolation", ["thread", "fork"])
def test_lines_and_progress_can_be_read_while_the_job_runs(isolation: str, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    handle = saying.talk_and_wait.enqueue(path=str(gate))

    with running("rqworker", "default", "--isolation", isolation, **TEST_JOBS):
        until(lambda: texts(handle) == ["one", "two"])
        until(lambda: handle.snapshot().progress.percent == 20)
        assert handle.snapshot().state is JobState.RUNNING
        gate.touch()
        until(lambda: handle.snapshot().state is JobState.SUCCEEDED)

    assert handle.snapshot().progress.step == "waiting"


@pytest.mark.parametrize("isolation", ["thread", "fork"])
def test_what_the_code_logs_comes_along_without_secrets(isolation: str) -> None:
    login = Login(name="ada", password=Secret("open sesame"))
    handle = saying.talk.enqueue(text="open sesame", logins=[login])

    ended = manage("rqworker", "default", "--burst", "--isolation", isolation, **TEST_JOBS)

    own, logged, caught = texts(handle)
    assert (own, logged) == ("own ********", "logged ********")
    assert caught.endswith("ValueError: raised ********")
    assert ended.returncode == 0


@pytest.mark.parametrize("isolation", ["thread", "fork"])
def test_a_job_that_cannot_be_written_down_ends_as_ever(isolation: str) -> None:
    handle = saying.talk_nonsense.enqueue()

    manage("rqworker", "default", "--burst", "--isolation", isolation, **TEST_JOBS)

    assert handle.snapshot().result == "through"
    assert len(handle.logs()) == 4


def test_two_attempts_share_one_log() -> None:
    handle = saying.talk_twice.enqueue()

    run_all()

    assert [(line.text, line.attempt) for line in handle.logs()] == [("attempt 1", 1), ("attempt 2", 2)]


def test_threads_side_by_side_do_not_mix_their_logs() -> None:
    handles = [saying.talk_async.enqueue(text=str(number)) for number in range(8)]

    run_all(slots=4)

    for number, handle in enumerate(handles):
        assert sorted(line.text for line in handle.logs()) == [f"task a of {number}", f"task b of {number}", f"thread of {number}"]


def test_a_talkative_job_keeps_its_newest_lines(redis: Redis) -> None:
    handle = saying.talk_much.enqueue(number=2_500)

    run_all()

    lines = handle.logs(limit=2_000)
    assert (lines[0].text, lines[1].text, lines[-1].text) == ("(1,501 earlier lines were dropped)", "line 1501", "line 2499")
    assert redis.llen(f"rq:logs:{handle.id}") == 1_000


def test_a_job_that_is_told_to_stop_may_tidy_up(redis: Redis) -> None:
    handle = saying.heed.enqueue()

    def ask() -> None:
        until(lambda: texts(handle) == ["begun"])
        cancellation.request(redis.hget(f"rq:job:{handle.id}", "execution").decode(), "no longer wanted")

    asker = threading.Thread(target=ask)
    asker.start()
    run_all()
    asker.join()

    assert handle.snapshot().state is JobState.CANCELLED
    assert handle.snapshot().note == "no longer wanted"
    assert texts(handle) == ["begun", "tidied up"]
