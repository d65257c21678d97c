"""`manage.py rqworker` and `rqscheduler`, as people type them."""

from pathlib import Path

import pytest
from redis import Redis

from background.constants import JobState
from background.queues.default.unreliable_operation import unreliable_operation
from tests.commands import manage_here
from tests.no_redis import NOWHERE
from tests.processes import manage, running, stop, until

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_unknown_queue_is_one_line_that_lists_the_known() -> None:
    ended = manage_here("rqworker", "emial", "--burst")

    assert ended.returncode == 1
    assert ended.stderr.strip() == "CommandError: there is no queue 'emial'; the queues are dead_letter, default, email, notification"


@pytest.mark.parametrize("command", [("rqworker", "email"), ("rqscheduler",)])
def test_a_redis_that_is_down_is_one_line_without_its_password(command: tuple[str, ...]) -> None:
    ended = manage(*command, REDIS_URL=NOWHERE)

    assert ended.returncode == 1
    assert ended.stderr.startswith("CommandError: Redis does not answer")
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "hunter2" not in ended.stderr + ended.stdout


@pytest.mark.parametrize("command", [("rqworker", "default", "--burst"), ("rqworker-pool", "default", "--burst"), ("rqscheduler",)])
def test_a_pid_file_that_cannot_be_written_is_one_line(command: tuple[str, ...], tmp_path: Path) -> None:
    nowhere = tmp_path / "missing" / "pid"

    ended = manage(*command, "--pid", str(nowhere))

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"CommandError: --pid is {str(nowhere)!r}; it cannot be written: ")
    assert len(ended.stderr.strip().splitlines()) == 1


def test_a_scheduler_says_which_process_it_is(tmp_path: Path) -> None:
    told = tmp_path / "pid"

    with running("rqscheduler", "--pid", str(told)) as scheduler:
        until(lambda: told.exists() and told.read_text())

        assert int(told.read_text()) == scheduler.pid
        stop(scheduler)


def test_a_class_that_is_no_worker_is_one_line() -> None:
    ended = manage_here("rqworker", "default", "--burst", "--worker-class", "os.system")

    assert ended.returncode == 1
    assert ended.stderr.startswith("CommandError: a class that was named cannot be used: ")


@pytest.mark.parametrize(
    ("url", "way_out"),
    [
        ("sqlite:///{folder}/empty", "its tables are missing: run manage.py migrate"),
        ("postgres://ada:hunter2@127.0.0.1:1/nowhere", "nothing answers at DATABASE_URL: is it running, and are host and port right?"),
    ],
)
@pytest.mark.parametrize("command", [("jobs_export", "user", "7"), ("jobs_forget", "user", "7"), ("jobs_prune", "--dry-run")])
def test_a_database_that_is_empty_or_away_is_one_line(command: tuple[str, ...], url: str, way_out: str, tmp_path: Path) -> None:
    ended = manage(*command, DATABASE_URL=url.format(folder=tmp_path))

    assert ended.returncode == 1
    assert ended.stderr.startswith("CommandError: the database cannot be asked: ")
    assert ended.stderr.strip().endswith(f"; {way_out}")
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "hunter2" not in ended.stderr + ended.stdout


def test_the_documents_names_of_a_queue_are_understood() -> None:
    assert manage("rqworker", "mail-queue", "--burst").returncode == 0


def test_a_worker_without_names_works_on_every_queue() -> None:
    handle = unreliable_operation.enqueue()

    manage("rqworker", "--burst")

    assert handle.snapshot().state is JobState.SUCCEEDED


def test_a_bare_worker_runs_what_comes_and_stops_when_told(redis: Redis) -> None:
    with running("rqworker", "default") as worker:
        until(lambda: redis.scard("rq:workers"))
        handle = unreliable_operation.enqueue(failures=1)
        until(lambda: handle.snapshot().state is JobState.SUCCEEDED)

        assert stop(worker) == 0
    assert redis.scard("rq:workers") == 0


def test_a_bare_scheduler_runs_and_stops_when_told(redis: Redis) -> None:
    with running("rqscheduler") as scheduler:
        until(lambda: redis.keys("rq:scheduler_instance:*"))

        assert stop(scheduler) == 0


def test_help_names_the_queues() -> None:
    assert "dead_letter, default, email, notification" in manage_here("rqworker", "--help").stdout
