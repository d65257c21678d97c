"""What follows a failed attempt."""

from datetime import timedelta

import pytest

from background.engine.backoff import fixed
from background.engine.decide import LONGEST_STACK, decide, describe
from background.engine.options import Options
from background.engine.outcome import Dead, RetryIn
from background.exceptions import PayloadInvalid, PermanentFailure, UnknownJob

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
