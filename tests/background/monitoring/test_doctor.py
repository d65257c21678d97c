"""The doctor finds what is wrong and says what to do."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from redis import Redis

from background.models import JobRecord
from background.monitoring.doctor.checks import CHECKS
from background.rq_adapter import circuits
from tests.background import jobs
from tests.background.jobs import remember
from tests.background.worker import run_all
from tests.no_redis import NOBODY

pytestmark = pytest.mark.django_db(transaction=True)


def told(check: str) -> list[tuple[str, str]]:
    return [(finding.gravity.value, finding.what) for finding in CHECKS[check]()]


@pytest.fixture
def configured(redis: Redis) -> Iterator[Callable[[str, str], object]]:
    """Changes a setting of Redis for one test."""
    former: dict[str, str] = {}

    def change(name: str, value: str) -> None:
        former.setdefault(name, redis.config_get(name)[name])
        redis.config_set(name, value)

    yield change
    for name, value in former.items():
        redis.config_set(name, value)


def test_a_redis_that_writes_no_file_is_a_warning(configured: Callable[[str, str], object]) -> None:
    configured("save", "")
    configured("appendonly", "no")
    bare = told("persistence")

    configured("appendonly", "yes")

    assert bare == [("warning", "Redis writes no file: a restart empties the queues")]
    assert told("persistence") == []


@pytest.fixture
def refusing(redis: Redis) -> Iterator[Callable[[str], object]]:
    """Forbids a command for one test."""
    refused: list[str] = []

    def refuse(command: str) -> None:
        refused.append(command)
        redis.execute_command("ACL", "SETUSER", "default", f"-{command}")

    yield refuse
    for command in refused:
        redis.execute_command("ACL", "SETUSER", "default", f"+{command}")


def test_a_redis_that_does_not_tell_whether_it_writes_a_file_is_a_warning(
    configured: Callable[[str, str], object], refusing: Callable[[str], object]
) -> None:
    configured("appendonly", "no")
    refusing("config|get")

    assert told("persistence") == [("warning", "unknown whether Redis writes a file: it appends to none, and refuses CONFIG")]


def test_one_that_appends_to_its_file_need_not_be_asked(
    configured: Callable[[str, str], object], refusing: Callable[[str], object]
) -> None:
    configured("appendonly", "yes")
    refusing("config|get")

    assert told("persistence") == []


def test_what_may_not_be_asked_is_unknown_and_says_why(refusing: Callable[[str], object]) -> None:
    refusing("info")
    said = StringIO()

    with pytest.raises(CommandError):
        call_command("doctor", stdout=said)

    assert "unknown  eviction: Redis refuses to work: NoPermissionError\n" in said.getvalue()


def test_a_redis_that_does_not_tell_what_it_does_when_it_is_full_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Redis, "info", lambda self: {"aof_enabled": 1})

    assert told("eviction") == [("warning", "unknown whether Redis forgets keys when it is full: INFO tells no maxmemory_policy")]


def test_a_mail_provider_that_is_left_alone_is_an_error() -> None:
    circuits.fail("mail:mail.example.org:587", weight=2, most=6, why="it does not answer: refused")
    assert told("mail providers") == []

    circuits.fail("mail:mail.example.org:587", weight=6, most=6, why="it does not let us in: 535 who are you")

    assert told("mail providers") == [("error", "mail.example.org:587 takes no mail: it does not let us in: 535 who are you")]


def test_a_redis_that_forgets_keys_is_an_error(configured: Callable[[str, str], object]) -> None:
    configured("maxmemory", "1gb")
    assert told("eviction") == []

    configured("maxmemory-policy", "allkeys-lru")

    assert told("eviction") == [("error", "Redis forgets keys when it is full (allkeys-lru): jobs would vanish")]


def test_jobs_without_a_worker_are_an_error() -> None:
    remember.enqueue(text="x")

    assert ("error", "'default' has 1 job to run, and no worker serves it") in told("workers")


def test_nobody_has_to_serve_the_queue_to_which_no_job_is_sent() -> None:
    without_worker = {what for _, what in told("workers")}

    assert "no worker serves 'email'" in without_worker
    assert "no worker serves 'dead_letter'" not in without_worker


def test_without_a_recorder_it_says_so() -> None:
    assert [gravity for gravity, _ in told("recorders")] == ["error"]


def test_a_clock_that_is_off_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told("clocks") == []
    real = time.time

    monkeypatch.setattr("background.monitoring.doctor.clocks.time.time", lambda: real() + 90)

    ((gravity, what),) = told("clocks")
    assert gravity == "warning"
    assert "differ by 9" in what or "differ by 8" in what


def test_jobs_that_died_lately_are_a_warning() -> None:
    jobs.fail.using(max_attempts=1).enqueue(text="x")
    run_all()

    assert told("dead letters") == [("warning", "1 job of 'default' failed for good within a day")]


def test_jobs_that_nobody_sent_are_an_error(settings: Settings) -> None:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    remember.enqueue(text="x")
    settings.RQ_QUEUES = former
    assert told("pending") == []

    JobRecord.objects.update(created_at=JobRecord.objects.get().created_at - timedelta(minutes=2))

    assert [gravity for gravity, _ in told("pending")] == ["error"]


def test_the_command_answers_programs_and_fails_for_errors() -> None:
    said = StringIO()

    with pytest.raises(CommandError, match=r"^\d+ errors? found$"):
        call_command("doctor", "--json", stdout=said)

    findings = json.loads(said.getvalue())["findings"]
    assert "recorders" in {finding["check"] for finding in findings}
    assert findings[0].keys() == {"gravity", "what", "way_out", "check"}


def test_without_redis_it_says_that_and_nothing_of_what_it_cannot_see(settings: Settings) -> None:
    settings.RQ_QUEUES, former = NOBODY, settings.RQ_QUEUES
    said = StringIO()
    try:
        with pytest.raises(CommandError):
            call_command("doctor", stdout=said)
    finally:
        settings.RQ_QUEUES = former

    assert "error    answers: redis: does not answer" in said.getvalue()
    assert "unknown  persistence: Redis does not answer\n" in said.getvalue()
    assert "ok       persistence" not in said.getvalue()
    assert "hunter2" not in said.getvalue()
