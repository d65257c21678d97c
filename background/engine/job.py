"""What a handler is given: its data, and ways to say how it is going."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args

from background.engine import cancellation, events, guard
from background.engine.carrier import carrier
from background.engine.changed_data import ChangedData, changed
from background.engine.journal import Journal, Level
from background.engine.redaction import secrets_of
from background.engine.results_before import HasResult, result_before, results_before
from background.interfaces import Progress

LEVELS = frozenset(get_args(Level.__value__))


@dataclass(slots=True, kw_only=True)
class Job[P]:
    """One attempt at one job. `attempt` is 1 on the first run; `version` is that of the data, as this code knows it."""

    id: str
    name: str
    queue: str
    data: P
    execution: str = ""
    attempt: int = 1
    max_attempts: int = 1
    created_at: datetime | None = None
    request_id: str = ""
    version: int = 1
    _journal: Journal | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def is_last_attempt(self) -> bool:
        return self.attempt >= self.max_attempts

    @property
    def secrets(self) -> list[str]:
        """What must not be read in anything that is said of it: every secret that its data has, or had in this attempt, as text."""
        return self._journal.secrets if self._journal else secrets_of(self.data)

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody wants it no more; then it may tidy up and call `raise_if_cancelled`. Asks nobody, so ask often."""
        return cancellation.is_cancelled(self.execution)

    def raise_if_cancelled(self) -> None:
        """Go on, or end here as a cancelled job.

        Raises:
            JobCancelled: somebody has cancelled it. `except Exception` does not catch it.
        """
        cancellation.raise_if_cancelled(self.execution)

    def log(self, message: str, level: Level = "info") -> None:
        """Add a line to the job's own log, which people can read while it runs. Secrets of the data are masked in it.

        The newest 1,000 lines are kept, of at most 2,000 characters each. What is logged with `logging` comes here as well.

        Raises:
            ValueError: there is no such level.
        """
        if level not in LEVELS:
            raise ValueError(f"level is {level!r}; it is one of {', '.join(sorted(LEVELS))}")
        self._opened_journal().write(message, level)

    def progress(self, percent: int, step: str = "") -> None:
        """Say how far the work is, from 0 to 100; readable at once through the API. Say it as often as you like. Within an attempt it
        does not go back: a smaller number, as from a slower thread, changes the step alone.

        Raises:
            ValueError: `percent` is outside 0..100.
        """
        if not 0 <= percent <= 100:
            raise ValueError(f"progress is {percent}; it goes from 0 to 100")
        self._opened_journal().report(Progress(percent=percent, step=step))
        events.announce(self._event(events.Kind.PROGRESS))

    def update_data(self, **changes: object) -> None:
        """Change fields of the data, for the rest of this attempt, for those that follow, and for everyone who looks at the job.

        What its limits and its unique key count by stays as it was when the job was made. Should Redis be lost, the job goes on with
        what a recorder has written down, which is at most a second old.

        Raises:
            PayloadInvalid: a field is unknown or of another type; nothing has changed.
            PayloadTooLarge: more than 64 KiB; nothing has changed.
            LeaseLost: somebody else has the job now.
            QueueUnavailable: Redis does not answer.
        """
        data, payload = changed(self.data, changes)
        journal = self._opened_journal()
        carrier().change_data(ChangedData(job_id=self.id, execution=self.execution, name=self.name, payload=payload, version=self.version))
        journal.hide(secrets_of(data))
        self.data = data

    def once[T](self, name: str, act: Callable[[], T]) -> T:
        """The result of `act`, called by the first attempt that gets here; attempts after it are given what it returned.

        The result is kept with the job, so this holds after a failure, a crash, and a replay by a person: a replayed job does not
        do again what was done. A worker that dies after the act and before the result is kept leaves no trace of the act, and the
        next attempt does it again. Tell whoever does it for you `idempotency_key(name)`, so that they notice.

        Args:
            name: of the step, at most 100 characters; a job has at most 100 such steps.
            act: a plain function whose result JSON can hold, in at most 64 KiB. If it holds a secret of the data it is kept sealed;
                other secrets it should not return.

        Raises:
            GuardInvalid: the name or the result cannot be kept; the job is dead, for the next attempt could only repeat the act.
            LeaseLost: somebody else has the job now.
            QueueUnavailable: Redis does not answer.
        """
        return guard.once(carrier(), job_id=self.id, execution=self.execution, name=name, act=act, secrets=self.secrets)

    def idempotency_key(self, name: str) -> str:
        """A text of 32 characters that is the same in every attempt of this job, and for this step alone."""
        return guard.idempotency_key(self.id, name)

    def results_of[R](self, kind: HasResult[R]) -> list[R]:
        """What the jobs of this kind that it ran after, directly or through others, have returned, oldest first; of those that succeeded.

        Raises:
            msgspec.ValidationError: what one returned is not what its handler says today.
        """
        return results_before(self.id, kind)

    def result_of[R](self, kind: HasResult[R]) -> R:
        """What the one job of this kind that it ran after has returned.

        Raises:
            LookupError: it ran after none of this kind that succeeded, or after several.
        """
        return result_before(self.id, kind)

    def close(self) -> None:
        """Send what it has said and what is not sent yet. The engine does so at the end of the attempt."""
        if self._journal:
            self._journal.close()

    def _opened_journal(self) -> Journal:
        if not self._journal:
            self._journal = Journal(
                carrier(), job_id=self.id, execution=self.execution, attempt=self.attempt, secrets=secrets_of(self.data)
            )
        return self._journal

    def _event(self, kind: events.Kind) -> events.Event:
        return events.Event(kind=kind, job_id=self.id, name=self.name, queue=self.queue, attempt=self.attempt, request_id=self.request_id)
