"""What follows a failed attempt. Pure: it looks at values and returns one."""

import logging
import traceback
from collections.abc import Sequence
from math import inf

from django.core.exceptions import ObjectDoesNotExist

from background.engine.options import Options
from background.engine.outcome import Cancelled, Dead, Parked, RetryIn, Snoozed
from background.engine.redaction import redacted
from background.engine.retry_after import retry_after
from background.engine.rules import PLAIN, Rules
from background.engine.timeouts import JobCancelled, JobTimedOut
from background.exceptions import (
    GONE,
    JobExpired,
    NewerThanCode,
    PayloadInvalid,
    PermanentFailure,
    ProcessDied,
    Snooze,
    TargetGone,
    UnknownJob,
)
from background.interfaces import JobFault

log = logging.getLogger("background.jobs")

LONGEST_MESSAGE = 2_000
LONGEST_STACK = 20_000

type Verdict = RetryIn | Snoozed | Dead | Cancelled | Parked


def decide(
    error: BaseException,
    *,
    attempt: int,
    options: Options,
    rules: Rules = PLAIN,
    permanent: tuple[type[Exception], ...] = (),
    seconds_left: float = inf,
    secrets: Sequence[str] = (),
) -> Verdict:
    """Retry after the backoff, give up, or let it rest.

    Args:
        attempt: the execution that just failed, 1 for the first.
        permanent: errors that the queue's processor calls hopeless.
        seconds_left: in which the next attempt must begin (`retry_for`).
        secrets: what must not be read in what is said of the error, longest first.
    """
    match error:
        case Snooze() if error.seconds <= seconds_left:
            return Snoozed(error.seconds, _message(error, secrets))
        case Snooze():
            return Dead("exhausted", describe(error, secrets))
        case JobCancelled():
            return Cancelled(_message(error, secrets))
        case NewerThanCode():
            return Parked(_message(error, secrets))
        case _ if isinstance(error, rules.discard_on):
            return Cancelled(f"discarded: {describe(error, secrets)}"[:LONGEST_MESSAGE])
        case _ if _says_that_target_is_gone(error, rules, permanent):
            return Cancelled(f"{GONE}: {describe(error, secrets)}"[:LONGEST_MESSAGE])
        case _ if reason := _hopeless(error, rules, permanent):
            return Dead(reason, describe(error, secrets))
        case _ if attempt >= options.max_attempts:
            return Dead("exhausted", describe(error, secrets))
    wait = _wait(error, attempt, options, rules)
    return RetryIn(wait, describe(error, secrets)) if wait <= seconds_left else Dead("exhausted", describe(error, secrets))


def _says_that_target_is_gone(error: BaseException, rules: Rules, permanent: tuple[type[Exception], ...]) -> bool:
    """What a job is about was there when its transaction committed; so, missing, it was deleted, or an older database was restored.

    Jobs that look for what comes later say so in `retry_on`.
    """
    if isinstance(error, TargetGone):
        return True
    is_named_elsewhere = isinstance(error, permanent) or (rules.retry_on != PLAIN.retry_on and isinstance(error, rules.retry_on))
    return isinstance(error, ObjectDoesNotExist) and not is_named_elsewhere


def _hopeless(error: BaseException, rules: Rules, permanent: tuple[type[Exception], ...]) -> str:
    """Why no further attempt can mend it, or nothing. `retry_on` speaks of what the handler raised, not of what befell it."""
    match error:
        case UnknownJob():
            return "unknown_job"
        case PayloadInvalid():
            return "undecodable"
        case JobExpired():
            return "expired"
        case _ if isinstance(error, (PermanentFailure, *permanent)):
            return "permanent"
        case _ if not isinstance(error, (ProcessDied, JobTimedOut, *rules.retry_on)):
            return "permanent"
        case _:
            return ""


def _wait(error: BaseException, attempt: int, options: Options, rules: Rules) -> float:
    """What the server asked for, or else what the job's backoff says; in seconds."""
    asked = retry_after(error)
    if asked is not None:
        return asked
    if rules.wait is None:
        return options.backoff.seconds(attempt)
    try:
        return max(0.0, rules.wait(attempt, error).total_seconds())
    except Exception:  # a backoff that fails must not take the job, or its worker, with it
        log.exception("backoff raised", extra={"attempt": attempt})
        return options.backoff.seconds(attempt)


def describe(error: BaseException, secrets: Sequence[str] = ()) -> JobFault:
    """The error as it is kept: bounded, without these secrets, and with its traceback."""
    stack = _fit_to_keep("".join(traceback.format_exception(error)), secrets)
    return JobFault(code=type(error).__name__, message=_message(error, secrets), stack=stack[-LONGEST_STACK:])


def _message(error: BaseException, secrets: Sequence[str]) -> str:
    try:
        text = str(error)
    except Exception as fault:  # an error that cannot even say what it is must not stop the worker
        text = f"its message cannot be read: {type(fault).__name__}"
    return _fit_to_keep(text, secrets)[:LONGEST_MESSAGE]


def _fit_to_keep(text: str, secrets: Sequence[str]) -> str:
    """Without secrets, which must go before the text is cut, and without lone surrogates, which no encoding can carry."""
    return redacted(text, secrets).encode(errors="backslashreplace").decode()
