"""Recorded jobs are found by what a test says of them, and by nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from background.engine.produce import send
from background.engine.secret import Secret
from background.exceptions import QueueUnavailable, UnknownJob, UnknownQueue
from background.queues.email.queue import EmailQueue
from background.testing import assert_enqueued, assert_nothing_enqueued, recording, refute_enqueued
from tests.background.jobs import Note, Pin, careless, ran, remember, reveal

pytestmark = pytest.mark.django_db


def test_a_recorded_job_is_not_run() -> None:
    with recording() as jobs:
        handle = remember.enqueue(text="x")

        assert_enqueued(remember)

    assert len(jobs) == 1
    assert jobs.payloads(remember) == [Note(text="x")]
    assert ran == []
    assert handle.name == "test-remember"


def test_an_id_is_accepted_once() -> None:
    with recording() as jobs:
        (envelope,) = remember.seal([Note(text="x")])
        send([envelope, envelope])
        send([envelope])

        assert jobs.drain().succeeded == 1

    assert len(jobs) == 1


def test_a_snapshot_says_what_waits() -> None:
    with recording():
        now = remember.using(priority=5).enqueue(text="x").snapshot()
        later = remember.using(run_after=timedelta(hours=1)).enqueue(text="x").snapshot()

    assert (now.state, now.priority, now.data) == ("queued", 5, {"text": "x", "tags": []})
    assert later.state == "scheduled"


def test_only_what_is_given_is_compared() -> None:
    with recording() as jobs:
        remember.using(priority=5, owner="7").enqueue(text="x", tags=["a"])

    jobs.assert_enqueued(remember)
    jobs.assert_enqueued("test-remember", queue="default")
    jobs.assert_enqueued(remember, priority=5, owner="7", run_after=None, count=1)
    jobs.assert_enqueued(remember, payload={"tags": ["a"]})
    jobs.assert_enqueued(remember, payload=Note(text="x", tags=["a"]))
    jobs.refute_enqueued(remember, payload={"tags": ["b"]})
    jobs.refute_enqueued(remember, payload=Note(text="x"))
    jobs.refute_enqueued(remember, priority=4)
    jobs.refute_enqueued(remember, owner="8")
    jobs.refute_enqueued(remember, queue="email")
    jobs.refute_enqueued(reveal)


def test_a_time_is_compared_to_the_second() -> None:
    tomorrow = timezone.now() + timedelta(days=1)

    with recording() as jobs:
        remember.using(run_after=timedelta(days=1)).enqueue(text="x")

    jobs.assert_enqueued(remember, run_after=timedelta(days=1))
    jobs.assert_enqueued(remember, run_after=tomorrow)
    jobs.refute_enqueued(remember, run_after=None)
    jobs.refute_enqueued(remember, run_after=timedelta(days=2))


def test_a_queue_may_be_named_as_the_documents_do() -> None:
    with recording() as jobs:
        EmailQueue().add_welcome_email_job(email="ada@example.org", customer_name="Ada")

    jobs.assert_enqueued("welcome-email", queue="mail-queue")
    jobs.assert_nothing_enqueued("default")


def test_secrets_are_compared_sealed_and_shown_masked() -> None:
    with recording() as jobs:
        reveal.enqueue(pin=Secret("042137"))

    jobs.assert_enqueued(reveal, payload={"pin": Secret("042137")})
    jobs.assert_enqueued(reveal, payload=Pin(pin=Secret("042137")))
    with pytest.raises(AssertionError) as caught:
        jobs.assert_enqueued(reveal, payload={"pin": Secret("999999")})
    assert str(caught.value) == (
        "No 'test-reveal' with payload={'pin': Secret(********)} was enqueued. "
        'Enqueued (1):\n  test-reveal on default, priority 0: {"pin":"********"}'
    )


def test_a_wrong_count_says_both_numbers() -> None:
    with recording() as jobs:
        remember.enqueue(text="x")

    with pytest.raises(AssertionError, match="1 and not 2 of 'test-remember' were enqueued"):
        jobs.assert_enqueued(remember, count=2)


def test_a_job_that_should_not_be_there_is_shown() -> None:
    with recording() as jobs:
        remember.enqueue_many(Note(text=str(n)) for n in range(30))

    with pytest.raises(AssertionError, match="30 of 'test-remember' were enqueued, and none should be"):
        jobs.refute_enqueued(remember)
    with pytest.raises(AssertionError, match=r"Nothing should be enqueued. Enqueued \(30\):(.|\n)*and 10 more"):
        jobs.assert_nothing_enqueued()


def test_nothing_is_said_to_be_nothing() -> None:
    with recording():
        assert_nothing_enqueued()
        refute_enqueued(remember)
        with pytest.raises(AssertionError, match=r"No 'test-remember' was enqueued\. Nothing was enqueued\."):
            assert_enqueued(remember)


def test_a_misspelt_name_is_not_found_nowhere() -> None:
    with recording() as jobs:
        with pytest.raises(UnknownJob, match="'test-remembr'"):
            jobs.refute_enqueued("test-remembr")
        with pytest.raises(UnknownQueue, match="'emial'"):
            jobs.refute_enqueued(remember, queue="emial")
        with pytest.raises(TypeError, match="Note has no field 'txt'; it has text, tags"):
            jobs.refute_enqueued(remember, payload={"txt": "x"})
        with pytest.raises(TypeError, match="payload is a Pin; this job's is Note"):
            jobs.refute_enqueued(remember, payload=Pin(pin=Secret("1")))
        with pytest.raises(TypeError, match=r"Pin\.pin is a secret") as caught:
            jobs.refute_enqueued(reveal, payload={"pin": "042137"})
    assert "042137" not in str(caught.value)


def test_the_inner_recording_hears_and_the_outer_hears_again_after_it() -> None:
    with recording() as outer:
        with recording() as inner:
            remember.enqueue(text="inner")
        remember.enqueue(text="outer")

    inner.assert_enqueued(remember, payload={"text": "inner"}, count=1)
    outer.assert_enqueued(remember, payload={"text": "outer"}, count=1)
    assert (len(inner), len(outer)) == (1, 1)


def test_what_was_there_before_is_there_again_even_after_an_error() -> None:
    def break_off() -> None:
        with recording():
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()

    with pytest.raises(RuntimeError, match="put `with recording"):
        assert_enqueued(remember)


@pytest.mark.django_db(transaction=True)
def test_without_a_recording_jobs_go_to_redis() -> None:
    with recording():
        careless.enqueue(text="x")

    with pytest.raises(QueueUnavailable):
        careless.enqueue(text="x")
