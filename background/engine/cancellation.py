"""Tells an attempt that runs that nobody wants it any more; it may end early, and does not have to."""

from background.engine.outcome import Cancelled, Outcome
from background.engine.timeouts import JobCancelled

_asked: dict[str, str] = {}
"""Reasons, by execution. Each entry is written and read in one step, so that any thread, and a signal's handler, may do so."""


def request(execution: str, reason: str = "") -> None:
    """Ask this execution, which runs in this process, to end."""
    _asked[execution] = reason or "cancelled"


def withdraw(execution: str) -> None:
    """It has ended; nobody will ask about it any more."""
    _asked.pop(execution, None)


def is_cancelled(execution: str) -> bool:
    """Whether it was asked to end."""
    return execution in _asked


def reason_of(execution: str) -> str:
    """Why it was asked to end, or nothing."""
    return _asked.get(execution, "")


def explained(execution: str, outcome: Outcome) -> Outcome:
    """The outcome; one that was cancelled gives the reason of whoever cancelled it."""
    return Cancelled(_asked[execution]) if isinstance(outcome, Cancelled) and execution in _asked else outcome


def raise_if_cancelled(execution: str) -> None:
    """Go on if nobody has asked it to end.

    Raises:
        JobCancelled: somebody has, and this is why.
    """
    if execution in _asked:
        raise JobCancelled(_asked[execution])
