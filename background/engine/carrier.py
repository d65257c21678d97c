"""The port through which the engine reaches whatever carries jobs."""

from collections.abc import Sequence
from typing import Protocol

from background.engine.envelope import Envelope
from background.interfaces import JobSnapshot, Progress


class Carrier(Protocol):
    """Carries envelopes to workers and knows what became of them."""

    def push(self, envelopes: Sequence[Envelope]) -> None:
        """Accept these jobs; an id that was accepted before is not accepted twice.

        Raises:
            QueueUnavailable: nothing answers.
        """

    def fetch(self, job_id: str) -> JobSnapshot:
        """What is known of one job.

        Raises:
            JobNotFound: nobody knows this id.
            QueueUnavailable: nothing answers.
        """

    def report(self, job_id: str, progress: Progress) -> None:
        """Note how far a running job is."""


class _Installed:
    carrier: Carrier | None = None


def install(carrier: Carrier) -> None:
    """Make this the carrier of the process; `BackgroundModule` does so at start-up."""
    _Installed.carrier = carrier


def carrier() -> Carrier:
    if _Installed.carrier is None:
        raise RuntimeError("no carrier is installed; is 'background' in INSTALLED_APPS, and has django.setup() run?")
    return _Installed.carrier
