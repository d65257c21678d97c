"""What follows a failed attempt."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from background.engine.backoff import fixed
from background.engine.decide import LONGEST_STACK, decide, describe
from background.engine.options import Options
from background.engine.outcome import Cancelled, Dead, Parked, RetryIn, Snoozed
from background.engine.rules import Rules
from background.engine.timeouts import JobCancelled, JobTimedOut
from background.exceptions import (
    JobExpired,
    NewerThanCode,
    OptionInvalid,
    PayloadInvalid,
    PermanentFailure,
    ProcessDied,
    Snooze,
    TargetGone,
    UnknownJob,
)

OPTIONS = Options(max_attempts=3, backoff=fixed(timedelta(seconds=2)))


@pytest.mark.parametrize("attempt", [1, 2])
def test_attempts_that_are_left_are_used(attempt: int) -> None:
    decision = decide(ValueError("no"), attempt=attempt, options=OPTIONS)

    assert isinstance(decision, RetryIn)
    assert decision.seconds == 2


def test_three_attempts_are_three_executions() -> None:
    decision = decide(ValueError("no"), attempt=3, options=OPTIONS)

    assert isinstance(decision, Dead)
    assert decision.reason == "exhausted"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (UnknownJob("x"), "unknown_job"),
        (PayloadInvalid("x"), "undecodable"),
        (PermanentFailure("x"), "permanent"),
        (KeyError("x"), "permanent"),
        (JobExpired("x"), "expired"),
    ],
)
def test_hopeless_errors_die_at_once(error: Exception, reason: str) -> None:
    decision = decide(error, attempt=1, options=OPTIONS, permanent=(KeyError,))

    assert isinstance(decision, Dead)
    assert decision.reason == reason


def test_an_endless_traceback_is_cut_at_its_beginning() -> None:
    fault = describe(ValueError("x" * 100_000))

    assert len(fault.stack) == LONGEST_STACK
    assert fault.code == "ValueError"


ONLY_CONNECTIONS = Rules(retry_on=(ConnectionError,))


@pytest.mark.parametrize("error", [ConnectionError("x"), ConnectionResetError("x"), JobTimedOut(), ProcessDied("x")])
def test_what_is_worth_another_attempt_gets_one(error: BaseException) -> None:
    assert isinstance(decide(error, attempt=1, options=OPTIONS, rules=ONLY_CONNECTIONS), RetryIn)


def test_what_retry_on_does_not_name_is_permanent() -> None:
    decision = decide(ValueError("x"), attempt=1, options=OPTIONS, rules=ONLY_CONNECTIONS)

    assert isinstance(decision, Dead)
    assert decision.reason == "permanent"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1), GeneratorExit()])
def test_what_is_no_exception_obeys_the_rules_too(error: BaseException) -> None:
    by_default = decide(error, attempt=1, options=OPTIONS)
    unnamed = decide(error, attempt=1, options=OPTIONS, rules=ONLY_CONNECTIONS)
    named = decide(error, attempt=1, options=OPTIONS, rules=Rules(retry_on=(type(error),)))
    discarded = decide(error, attempt=1, options=OPTIONS, rules=Rules(discard_on=(type(error),)))

    assert (type(by_default), type(unnamed), type(named), type(discarded)) == (RetryIn, Dead, RetryIn, Cancelled)


def test_what_discard_on_names_ends_the_job_without_a_letter() -> None:
    decision = decide(LookupError("the user is gone"), attempt=1, options=OPTIONS, rules=Rules(discard_on=(LookupError,)))

    assert decision == Cancelled("discarded: LookupError: the user is gone")


def test_a_server_that_says_when_is_believed_rather_than_the_backoff() -> None:
    error = ConnectionError("slow down")
    error.retry_after = 17  # type: ignore[attr-defined]  # as clients of HTTP services say it

    decision = decide(error, attempt=1, options=OPTIONS)

    assert isinstance(decision, RetryIn)
    assert decision.seconds == 17


def test_a_server_that_says_when_uses_up_an_attempt() -> None:
    error = ConnectionError("slow down")
    error.retry_after = 17  # type: ignore[attr-defined]  # as above

    assert isinstance(decide(error, attempt=3, options=OPTIONS), Dead)


def test_a_backoff_may_be_a_function() -> None:
    rules = Rules(wait=lambda attempt, error: timedelta(seconds=attempt * 10 + len(str(error))))

    decision = decide(ValueError("four"), attempt=2, options=OPTIONS, rules=rules)

    assert isinstance(decision, RetryIn)
    assert decision.seconds == 24


def test_a_backoff_function_that_fails_is_replaced_by_the_jobs_own() -> None:
    rules = Rules(wait=lambda attempt, error: 1 / 0)  # type: ignore[arg-type,return-value]  # the fault that is tested

    decision = decide(ValueError("no"), attempt=1, options=OPTIONS, rules=rules)

    assert isinstance(decision, RetryIn)
    assert decision.seconds == 2


def test_a_snooze_uses_up_no_attempt_even_on_the_last() -> None:
    assert decide(Snooze(5, "not yet"), attempt=3, options=OPTIONS) == Snoozed(5, "not yet")


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 10**30])
def test_a_snooze_that_no_calendar_holds_is_refused(seconds: float) -> None:
    with pytest.raises(OptionInvalid, match="a job cannot snooze"):
        Snooze(seconds)


def test_a_snooze_may_be_a_span() -> None:
    assert Snooze(timedelta(minutes=1)).seconds == 60


def test_a_snooze_is_at_least_a_second() -> None:
    assert (Snooze(0).seconds, Snooze(0.5).seconds, Snooze(1.5).seconds) == (1, 1, 1.5)


def test_a_snooze_that_ends_too_late_is_not_begun() -> None:
    decision = decide(Snooze(2, "not yet"), attempt=1, options=OPTIONS, seconds_left=1.9)

    assert isinstance(decision, Dead)
    assert decision.reason == "exhausted"


def test_a_wait_that_ends_too_late_is_not_begun() -> None:
    decision = decide(ValueError("no"), attempt=1, options=OPTIONS, seconds_left=1.9)

    assert isinstance(decision, Dead)
    assert decision.reason == "exhausted"


def test_who_was_cancelled_ends_as_cancelled() -> None:
    assert decide(JobCancelled("by ada"), attempt=1, options=OPTIONS) == Cancelled("by ada")


def test_a_job_of_newer_code_rests() -> None:
    assert decide(NewerThanCode("version 2"), attempt=3, options=OPTIONS) == Parked("version 2")


@pytest.mark.parametrize("error", [TargetGone("order 7 is no more"), ObjectDoesNotExist("no order 7")])
def test_a_job_whose_target_is_gone_is_discarded(error: Exception) -> None:
    decision = decide(error, attempt=1, options=OPTIONS)

    assert decision == Cancelled(f"discarded: target gone: {type(error).__name__}: {error}")


def test_a_job_that_waits_for_its_target_says_so() -> None:
    waits = Rules(retry_on=(ObjectDoesNotExist,))

    assert isinstance(decide(ObjectDoesNotExist("not yet"), attempt=1, options=OPTIONS, rules=waits), RetryIn)
    assert isinstance(decide(ObjectDoesNotExist("no"), attempt=1, options=OPTIONS, permanent=(ObjectDoesNotExist,)), Dead)
