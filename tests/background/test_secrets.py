"""What a handler says of its secrets in an error is read by nobody."""

import json
from datetime import timedelta

import pytest
from pytest_django import Settings
from redis import Redis
from rest_framework.test import APIClient

from background.constants import JobState
from background.engine.backoff import fixed
from background.engine.events import Event, QueueEvents, leave, listen
from background.engine.job import Job
from background.engine.outcome import Cancelled, Snoozed
from background.engine.redaction import redacted_json
from background.engine.run import run
from background.engine.secret import Secret
from background.exceptions import Snooze
from background.ledger.recorder import Recorder
from background.models import JobAttempt, JobRecord
from background.rq_adapter.attempts import attempts_of
from background.rq_adapter.dead_letters import letter_of
from background.rq_adapter.event_stream import read
from background.testing.attempt import run_of
from tests.background.api.conftest import client_of, person
from tests.background.jobs import Pin, blurt, confide, queue
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True)

PIN = "4711-0815"


@queue.job("test-blurt-on-the-way", Pin, discard_on=(LookupError,))
def blurt_on_the_way(job: Job[Pin]) -> None:
    if job.attempt == 1:
        raise Snooze(5, f"{job.data.pin.reveal()} is not known yet")
    raise LookupError(f"{job.data.pin.reveal()} is gone")


@queue.job("test-blurt-both", Pin, max_attempts=1)
def blurt_the_old_and_the_new(job: Job[Pin]) -> None:
    old = job.data.pin.reveal()
    job.update_data(pin=Secret("new-and-secret"))
    raise ValueError(f"{old} became {job.data.pin.reveal()}")


class Listener(QueueEvents):
    def __init__(self) -> None:
        self.heard: list[Event] = []

    def on_dead(self, event: Event) -> None:
        self.heard.append(event)


def viewer() -> APIClient:
    return client_of(person("viewer", "view_jobs"))


def test_no_place_where_a_failure_is_told_tells_the_secret(redis: Redis) -> None:
    recorder, listener = Recorder(), Listener()
    listen(listener)
    handle = blurt.enqueue(pin=Secret(PIN))

    run_all()
    recorder.catch_up()
    leave(listener)

    client = viewer()
    told = {
        "dead letter": json.dumps(letter_of(handle.id)),
        "attempts": str(attempts_of(redis, handle.id)),
        "events": str(read()),
        "listeners": str(listener.heard),
        "rows": str([*JobRecord.objects.values(), *JobAttempt.objects.values()]),
        "api": f"{client.get(f'/api/v1/jobs/{handle.id}/').json()} {client.get(f'/api/v1/jobs/{handle.id}/attempts/').json()}",
    }
    assert {place for place, text in told.items() if PIN in text or PIN[:5] in text} == set()
    assert {place for place, text in told.items() if "******** is wrong" not in text} == set()


@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [(1, Snoozed(5, "******** is not known yet")), (2, Cancelled("discarded: LookupError: ******** is gone"))],
)
def test_reasons_tell_it_neither(attempt: int, outcome: object) -> None:
    (envelope,) = blurt_on_the_way.seal([Pin(pin=Secret(PIN))])

    assert run(run_of(envelope, attempt=attempt)) == outcome


def test_a_secret_that_was_changed_is_one_before_and_after() -> None:
    handle = blurt_the_old_and_the_new.enqueue(pin=Secret(PIN))

    run_all()

    assert str(handle.snapshot().error) == "ValueError: ******** became ********"


def keys(settings: Settings, *names: str) -> None:
    settings.BACKGROUND = settings.BACKGROUND | {"SECRET_KEYS": list(names)}


def test_a_job_that_waited_while_the_key_was_changed_runs(settings: Settings) -> None:
    keys(settings, "old")
    handle = confide.enqueue(pin=Secret(PIN))

    keys(settings, "new", "old")
    run_all()

    assert handle.snapshot().state is JobState.SUCCEEDED


def test_a_job_whose_key_is_gone_is_dead_at_once_and_says_why(settings: Settings) -> None:
    keys(settings, "old")
    handle = confide.enqueue(pin=Secret(PIN))

    keys(settings, "new")
    run_all()

    job = handle.snapshot()
    assert (job.state, job.attempts, letter_of(handle.id)["error"]["reason"]) == (JobState.DEAD, 1, "undecodable")
    assert "sealed with a key that BACKGROUND_SECRET_KEYS no longer lists" in str(job.error)


def test_what_a_handler_returns_hides_its_secrets_and_stays_json() -> None:
    secrets = ["4711", 'a"b']
    raw = json.dumps({"4711": [4711, 47110, "no 4711", None, True, 1.5], "text": 'a"b'}).encode()

    assert json.loads(redacted_json(raw, secrets)) == {"********": ["********", 47110, "no ********", None, True, 1.5], "text": "********"}
    assert redacted_json(raw, []) is raw


@queue.job("test-log-in-once", Pin, max_attempts=2, backoff=fixed(timedelta()))
def log_in_once(job: Job[Pin]) -> bool:
    kept = job.once("log-in", lambda: {"session": f"for {job.data.pin.reveal()}"})
    if not job.is_last_attempt:
        raise ValueError("again")
    return kept == {"session": f"for {job.data.pin.reveal()}"}


def test_what_a_step_returned_is_kept_sealed_where_it_holds_a_secret(redis: Redis) -> None:
    handle = log_in_once.enqueue(pin=Secret(PIN))

    run_all()
    run_all()

    assert handle.snapshot().result is True
    assert PIN.encode() not in b"".join(redis.hgetall(f"rq:job:{handle.id}").values())
