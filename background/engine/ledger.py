"""The port to whatever remembers jobs for good."""

from collections.abc import Sequence
from typing import Protocol

from background.engine.envelope import Envelope
from background.interfaces import AttemptSnapshot, JobSnapshot


class Ledger(Protocol):
    """Remembers what was accepted, from the commit of the caller's transaction on."""

    def keep(self, envelopes: Sequence[Envelope], *, database: str) -> None:
        """Note these jobs, in the transaction that is open in this database."""

    def fetch(self, job_id: str) -> JobSnapshot | None:
        """What it remembers of one job, or None."""

    def attempts_of(self, job_id: str) -> list[AttemptSnapshot]:
        """The runs of one job that it remembers, oldest first."""

    def ancestors_of(self, job_id: str) -> list[JobSnapshot]:
        """The jobs that this one was to run after, directly or through others, oldest first."""


class _Installed:
    ledger: Ledger | None = None


def install_ledger(ledger: Ledger | None) -> None:
    """Make this the ledger of the process; without one, jobs live in Redis alone."""
    _Installed.ledger = ledger


def ledger() -> Ledger | None:
    return _Installed.ledger
