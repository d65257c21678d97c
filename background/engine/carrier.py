"""The port through which the engine reaches whatever carries jobs."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import msgspec
from django.db import transaction

from background.engine.changed_data import ChangedData
from background.engine.envelope import Envelope
from background.engine.ledger import install_ledger, ledger
from background.interfaces import JobSnapshot, LogLine, Progress


class Receipt(msgspec.Struct, frozen=True, gc=False):
    """What became of one envelope.

    Attributes:
        job_id: the job that stands for it.
        accepted: whether it was this push that brought it there.
    """

    job_id: str
    accepted: bool


class Carrier(Protocol):
    """Carries envelopes to workers and knows what became of them."""

    def push(self, envelopes: Sequence[Envelope], *, promised: bool = False) -> Sequence[Receipt]:
        """Accept these jobs; an id that was accepted before is not accepted twice. A receipt for each.

        Args:
            promised: their ids were given out before now; one that is refused must answer for the job that has its key.

        Raises:
            QueueUnavailable: nothing answers.
        """

    def rivals(self, envelopes: Sequence[Envelope]) -> Sequence[str]:
        """For each the job because of which it would be refused now, or "".

        Raises:
            QueueUnavailable: nothing answers.
        """

    def fetch(self, job_id: str) -> JobSnapshot:
        """What is known of one job.

        Raises:
            JobNotFound: nobody knows this id.
            QueueUnavailable: nothing answers.
        """

    def report(self, job_id: str, execution: str, progress: Progress) -> None:
        """Note how far a running job is, if this execution still has it."""

    def append_log(self, job_id: str, execution: str, lines: Sequence[LogLine], *, dropped: int) -> bool:
        """Add lines to the job's log, and the number of those that were dropped before them; False if this execution lost the job."""

    def log_of(self, job_id: str, *, offset: int = 0, limit: int = 1_000) -> list[LogLine]:
        """Lines of the job's log, oldest first; a negative offset counts from the end.

        Raises:
            QueueUnavailable: nothing answers.
        """

    def change_data(self, change: ChangedData) -> None:
        """Let the job carry other data from now on.

        Raises:
            LeaseLost: this execution does not have the job any more.
            QueueUnavailable: nothing answers.
        """

    def recall(self, job_id: str, execution: str, name: str) -> bytes | None:
        """What `remember` was told under this name, in this attempt or in one before.

        Raises:
            GuardInvalid: nothing, and there is no room for one more name.
            LeaseLost: this execution does not have the job any more.
            QueueUnavailable: nothing answers.
        """

    def remember(self, job_id: str, execution: str, name: str, result: bytes) -> None:
        """Keep this with the job for as long as the job is kept.

        Raises:
            LeaseLost: this execution does not have the job any more.
            QueueUnavailable: nothing answers, for long.
        """


type OnCommit = Callable[[Callable[[], None], str], None]
"""Calls the given act when the current transaction of this database commits, at once when there is none, never when it rolls back."""


def _on_commit(act: Callable[[], None], database: str) -> None:
    transaction.on_commit(act, using=database)


class _Installed:
    carrier: Carrier | None = None
    on_commit: OnCommit = _on_commit


def install(carrier: Carrier) -> None:
    """Make this the carrier of the process; `BackgroundModule` does so at start-up."""
    _Installed.carrier = carrier


def carrier() -> Carrier:
    if _Installed.carrier is None:
        raise RuntimeError("no carrier is installed; is 'background' in INSTALLED_APPS, and has django.setup() run?")
    return _Installed.carrier


def on_commit(act: Callable[[], None], *, database: str) -> None:
    _Installed.on_commit(act, database)


@contextmanager
def replaced(carrier: Carrier, on_commit: OnCommit) -> Iterator[None]:
    """These are in force inside the block, without a ledger, and what was in force before is again after it.

    For tests, of one process at a time.
    """
    former, book = (_Installed.carrier, _Installed.on_commit), ledger()
    _Installed.carrier, _Installed.on_commit = carrier, on_commit
    install_ledger(None)
    try:
        yield
    finally:
        _Installed.carrier, _Installed.on_commit = former
        install_ledger(book)
