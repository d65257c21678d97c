"""One handler, run once, its ending as a value."""

import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest

from background.engine.backoff import fixed
from background.engine.declare import JobQueue
from background.engine.job import Job
from background.engine.processor import Processor, serve
from background.engine.secret import Secret
from background.exceptions import PayloadInvalid
from background.testing import Dead, RetryIn, Succeeded, perform, perform_payload, recording
from tests.background.jobs import Note, fail, give_up, ran, remember, return_object, reveal
from tests.background.testing.jobs import Bill, bill, family, third_time
from tests.processes import ROOT, environment


def test_a_result_is_read_as_the_handler_declares_it() -> None:
    assert perform(remember, text="x") == Succeeded("x")
    assert perform(bill, text="9.50") == Succeeded(Bill(total=Decimal("9.50")))
    assert perform(return_object) == Succeeded(None)
    assert perform(reveal, pin=Secret("042137")) == Succeeded(6)


def test_a_hopeless_job_is_dead_whatever_it_said() -> None:
    outcome = perform(give_up, text="x")

    assert outcome == Dead("permanent")
    assert isinstance(outcome, Dead)
    assert outcome.fault.message == "this will never work"
    assert repr(outcome) == "Dead('permanent') <PermanentFailure: this will never work>"


def test_another_attempt_follows_after_the_backoff() -> None:
    outcome = perform(fail.using(backoff=fixed(timedelta(seconds=7))), text="x")

    assert outcome == RetryIn(7)
    assert repr(outcome) == "RetryIn(7.0) <ValueError: no luck with x>"


def test_the_last_attempt_can_be_asked_for() -> None:
    assert perform_payload(fail, Note(text="x"), attempt=3) == Dead("exhausted")
    assert perform_payload(third_time, Note(), attempt=3) == Succeeded(3)
    assert perform(fail.using(max_attempts=1), text="x") == Dead("exhausted")


def test_a_payload_that_cannot_travel_is_refused() -> None:
    with pytest.raises(PayloadInvalid, match="Expected `str`, got `int`"):
        perform(remember, text=7)  # type: ignore[arg-type]  # the fault that is tested


def test_errors_that_the_processor_calls_hopeless_are() -> None:
    class Strict(Processor):
        queue = "test-strict"
        permanent = (KeyError,)

    serve(Strict())

    @JobQueue("test-strict").job("test-key", Note)
    def look_up(job: Job[Note]) -> None:
        raise KeyError(job.data.text)

    assert perform(look_up, text="x") == Dead("permanent")


@pytest.mark.django_db
def test_jobs_that_it_enqueues_go_to_the_recording_around_it() -> None:
    with recording() as jobs:
        assert perform(family) == Succeeded(None)

    jobs.assert_enqueued(remember, payload={"text": "child"}, count=1)
    assert ran == ["parent"]


@pytest.mark.django_db
def test_jobs_that_it_enqueues_go_nowhere_without_one() -> None:
    assert perform(family) == Succeeded(None)


def test_the_processors_of_workers_are_there() -> None:
    program = """
import sys, django
django.setup()
from background.queues.default.unreliable_operation import unreliable_operation
from background.testing import perform
print(perform(unreliable_operation), "background.queues.email.processor" in sys.modules)
"""

    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=180, check=True
    )

    assert ended.stdout == "Succeeded(result={'succeeded_at_attempt': 1}) True\n"
