"""`manage.py jobs_pause`, `jobs_resume`, `jobs_cancel` and `jobs_events`, as people type them."""

import json
import os
import pwd
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from redis import Redis

from accounts.models import User
from accounts.services.newsletter_audience import verified_people
from background.constants import JobState
from background.orders.orderer import COMMAND_LINE
from background.rq_adapter.event_stream import read
from background.rq_adapter.pause import pause, pauses
from tests.accounts.asking import register
from tests.background.jobs import Note, ran, remember
from tests.background.worker import desk_of, next_of, run_all
from tests.commands import as_json, said
from tests.processes import PATIENCE_SECONDS, ROOT, environment, until

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_paused_queue_rests_until_it_is_resumed() -> None:
    remember.enqueue(text="x")

    assert (
        said("jobs_pause", "default", "--reason", "upgrade", "--author", "ada")
        == "default rests; manage.py jobs_resume default lets it go on\n"
    )
    run_all()
    assert (ran, pauses()["default"].reason, pauses()["default"].author) == ([], "upgrade", "ada")

    assert said("jobs_resume", "default") == "default goes on\n"
    run_all()
    assert ran == ["x"]


def test_who_paused_and_resumed_on_the_command_line_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "somebody-else")
    call_command("jobs_pause", "default", "--reason", "upgrade")
    author = pauses()["default"].author
    call_command("jobs_resume", "default")

    typist = f"{pwd.getpwuid(os.getuid()).pw_name} on {socket.gethostname()}"
    entries = [(entry.user.get_username(), entry.object_repr, entry.change_message) for entry in LogEntry.objects.order_by("id")]
    assert author == typist
    assert entries == [
        (COMMAND_LINE, "queue default", f"Paused the queue: upgrade (on the command line, by {typist})"),
        (COMMAND_LINE, "queue default", f"Resumed the queue (on the command line, by {typist})"),
    ]


def test_nobody_gets_in_as_the_command_line(client: Client) -> None:
    call_command("jobs_pause", "default")
    account = User.objects.get(email=COMMAND_LINE)

    answer = register(client, COMMAND_LINE, name="Mallory")

    assert answer.status_code == 400
    assert (account.is_active, account.is_verified, account.is_staff, account.has_usable_password()) == (False, False, False, False)
    assert list(verified_people()) == []


def test_a_user_without_a_name_is_told_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 2_000_000_123)

    call_command("jobs_pause", "default")

    assert pauses()["default"].author == f"user 2000000123 on {socket.gethostname()}"


@pytest.mark.parametrize("command", ["jobs_pause", "jobs_resume"])
def test_while_nobody_can_write_it_down_it_is_not_done_unless_one_says_so(command: str) -> None:
    if command == "jobs_resume":
        pause("default")
    before = pauses()

    with no_database(), pytest.raises(CommandError, match="the database cannot be asked: gone"):
        call_command(command, "default")
    unchanged = pauses()
    with no_database():
        call_command(command, "default", "--no-entry")

    assert (unchanged, len(pauses()), LogEntry.objects.count()) == (before, 1 - len(before), 0)


@contextmanager
def no_database() -> Iterator[None]:
    with connection.execute_wrapper(Mock(side_effect=OperationalError("gone"))):
        yield


def test_a_queue_that_does_not_rest_is_resumed_in_vain() -> None:
    assert said("jobs_resume", "mail-queue") == "email was not paused\n"
    assert as_json("jobs_resume", "email") == {"queue": "email", "was_paused": False}


@pytest.mark.parametrize("words", [("jobs_pause", "emial"), ("jobs_resume", "emial"), ("jobs_events", "--queue", "emial")])
def test_a_queue_that_is_none_is_one_line(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"^there is no queue 'emial'; the queues are dead_letter, default, email, notification$"):
        call_command(*words)


def test_jobs_are_cancelled_each_in_its_way(redis: Redis) -> None:
    running_one, waiting = remember.enqueue(text="runs"), remember.enqueue(text="waits")
    next_of(desk_of(redis, "default"))

    assert as_json("jobs_cancel", running_one.id, waiting.id, "--reason", "enough") == {
        running_one.id: "asked",
        waiting.id: "cancelled",
    }

    assert (waiting.snapshot().state, waiting.snapshot().note) == (JobState.CANCELLED, "enough")


def test_what_cannot_be_cancelled_is_said_and_the_rest_is_done() -> None:
    ended, waiting = remember.enqueue(text="x"), remember.using(run_after=None).enqueue(text="y")
    run_all(max_jobs=1)
    out = StringIO()

    with pytest.raises(CommandError, match=r"^2 of 3 could not be cancelled$"):
        call_command("jobs_cancel", ended.id, "nobody", waiting.id, stdout=out)

    assert out.getvalue().splitlines() == [
        f"{ended.id} had ended before, and stays as it ended",
        "nobody is not known; it never was, or it has been forgotten",
        f"{waiting.id} is cancelled",
    ]


def test_events_are_one_line_each(redis: Redis) -> None:
    handle = remember.enqueue(text="x")
    run_all()

    lines = said("jobs_events").splitlines()

    assert [line.split()[3] for line in lines] == ["added", "active", "completed"]
    assert all(handle.id in line for line in lines)
    assert "attempt 1" in lines[-1]


def test_events_of_one_job_or_after_one_event() -> None:
    handle, *_ = remember.enqueue_many(Note(text=str(n)) for n in range(3))
    run_all()

    assert len(said("jobs_events", "--job", handle.id).splitlines()) == 3
    assert len(said("jobs_events", "--after", read()[4].id).splitlines()) == 4
    assert said("jobs_events", "--queue", "email") == ""


def test_events_as_json_are_one_object_a_line() -> None:
    handle = remember.enqueue(text="x")

    event = as_json("jobs_events")

    assert (event["kind"], event["job_id"], event["queue"]) == ("added", handle.id, "default")
    assert "T" in event["at"]


def test_a_place_that_is_none_is_one_line() -> None:
    with pytest.raises(CommandError, match="'yesterday' is no id of an event"):
        call_command("jobs_events", "--after", "yesterday")


def test_a_job_that_is_none_is_one_line() -> None:
    with pytest.raises(CommandError, match=r"^'x' is no id of a job; it is like 0199"):
        call_command("jobs_events", "--job", "x")


def test_events_of_a_job_that_nobody_knows_are_one_line() -> None:
    remember.enqueue(text="x")

    with pytest.raises(CommandError, match=r"^no job has the id '0199c8f2-7d1e-7a31-9c55-0d9f4b1e2a68'"):
        call_command("jobs_events", "--job", "0199c8f2-7d1e-7a31-9c55-0d9f4b1e2a68")


def test_a_job_whose_events_are_over_is_no_error(redis: Redis) -> None:
    handle = remember.enqueue(text="x")
    redis.delete("rq:events")

    assert said("jobs_events", "--job", handle.id.upper()) == ""


def test_following_prints_what_comes(redis: Redis, tmp_path: Path) -> None:
    told = tmp_path / "told"
    command = [sys.executable, "manage.py", "jobs_events", "--follow", "--json"]
    with told.open("w") as file, subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=file) as process:
        try:
            until(lambda: any(client["cmd"] == "xread" for client in redis.client_list()))
            handle = remember.enqueue(text="x")
            until(told.read_text)
            process.send_signal(signal.SIGINT)

            assert process.wait(PATIENCE_SECONDS) == 130
        finally:
            process.kill()  # otherwise the end of the block waits for it, for ever
    assert json.loads(told.read_text())["job_id"] == handle.id
