"""Everything this package can refuse, each under its everyday parent. A list to look things up in, so it may be long."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Self

SHORTEST_SNOOZE_SECONDS, LONGEST_SNOOZE_SECONDS = 1.0, 366 * 24 * 3600


class BackgroundError(Exception):
    """The parent of all errors of this package."""


class UnknownQueue(BackgroundError, LookupError):
    """A queue name that neither the settings nor the aliases know."""


class UnknownJob(BackgroundError, LookupError):
    """A wire name that no handler is registered for."""


class DuplicateJob(BackgroundError, ValueError):
    """Two handlers under one wire name."""


class SubjectUnknown(BackgroundError, LookupError):
    """Nothing is about anybody of this kind."""


class JobNotFound(BackgroundError, LookupError):
    """No job has this id."""

    @classmethod
    def of(cls, job_id: str) -> Self:
        return cls(f"no job has the id {job_id!r}; it never was, or it has been forgotten")


class NotWaiting(BackgroundError, ValueError):
    """A job does not wait for its time, so it cannot be moved."""

    @classmethod
    def of(cls, job_id: str, state: str) -> Self:
        return cls(f"job {job_id!r} is {state}; only a job that waits for its time, and has not begun yet, can be moved")


class BatchNotFound(BackgroundError, LookupError):
    """No batch has this id."""

    @classmethod
    def of(cls, batch_id: str) -> Self:
        return cls(f"no batch has the id {batch_id!r}; it never was, or it has been forgotten")


class JobNotUnique(BackgroundError, ValueError):
    """Another job has the key of this one; `job_id` is its id."""

    def __init__(self, message: str, *, job_id: str) -> None:
        super().__init__(message)
        self.job_id = job_id


class PayloadInvalid(BackgroundError, ValueError):
    """The data does not fit the payload type of its job."""


class FieldMissing(PayloadInvalid):
    """The data lacks a field that its payload cannot do without."""


class PayloadTooLarge(PayloadInvalid):
    """The payload weighs more than `MAX_PAYLOAD_BYTES`; `size` is how many it weighs, as JSON."""

    def __init__(self, message: str, *, size: int) -> None:
        super().__init__(message)
        self.size = size


class OptionInvalid(BackgroundError, ValueError):
    """An option has a value that no job can run with."""


class NewsletterStateWrong(BackgroundError, ValueError):
    """A newsletter is not where in its life this can be done."""

    @classmethod
    def of(cls, newsletter_id: object, verb: str, state: str | None, states: Sequence[str]) -> Self:
        return cls(f"newsletter {newsletter_id} is {state or 'no more'}; you can {verb} one that is {' or '.join(states)}")


class NoAudience(BackgroundError, LookupError):
    """A newsletter is to go to all, and nobody has said who that is; or to some, of whom none can be mailed to."""


class TokenInvalid(BackgroundError, ValueError):
    """A signed link that we did not sign."""


class EventIdInvalid(BackgroundError, ValueError):
    """A place in the stream of events that is none."""


class CursorInvalid(BackgroundError, ValueError):
    """A place in a list that none of its pages named."""


class QueueUnavailable(BackgroundError, ConnectionError):
    """Redis does not answer."""


class UnreadableData(BackgroundError, ValueError):
    """A key in Redis holds another kind of value than RQ and we write there."""


class Snooze(BackgroundError):
    """Raise it from a handler that wants to be called again later: the attempt does not count.

    A job may snooze as often as it likes; what ends it is `retry_for`, where it is given.

    Args:
        seconds: how long to wait, also as a timedelta; at most a year. It is at least a second: a job that always asks to be
            called at once would keep a worker busy with nothing else.
        reason: for those who look.

    Raises:
        OptionInvalid: no such wait is possible.
    """

    def __init__(self, seconds: float | timedelta, reason: str = "") -> None:
        wait = seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)
        if not 0 <= wait <= LONGEST_SNOOZE_SECONDS:
            raise OptionInvalid(f"a job cannot snooze for {wait:g} s; it can from 0 to {LONGEST_SNOOZE_SECONDS:,}, a year")
        self.seconds = max(SHORTEST_SNOOZE_SECONDS, wait)
        super().__init__(reason or f"snoozed for {self.seconds:g} s")
        self.reason = reason


class LeaseLost(BackgroundError):
    """This execution does not have its job any more: somebody else has it, or nobody."""


class NewerThanCode(BackgroundError):
    """A job was made by newer code than this; it waits for a worker that knows it."""


class ProcessDied(BackgroundError):
    """The job's process ended without a word about its outcome."""


class WorkerFailed(BackgroundError, RuntimeError):
    """A worker cannot go on, and waiting would not mend it."""


class JobExpired(BackgroundError):
    """The time until which a job may begin is over."""


class PermanentFailure(BackgroundError):
    """Raise it from a handler to say that another attempt would fail too: the job is dead at once."""


class TargetGone(BackgroundError, LookupError):
    """Raise it from a handler when what the job is about is no more: it ends as cancelled, its note begins with `GONE`.

    `DoesNotExist` of a model is taken for the same, unless `retry_on` names it.
    """


GONE = "discarded: target gone"


class GuardInvalid(PermanentFailure, ValueError):
    """`job.once` cannot keep this; another attempt would only do the act again."""
