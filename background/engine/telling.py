"""What an attempt's outcome means to those who listen."""

from background.engine.events import Kind, announce
from background.engine.outcome import Cancelled, Dead, Outcome, Parked, RetryIn, Snoozed, Succeeded
from background.engine.run import Run


def announce_outcome(run: Run, outcome: Outcome, *, seconds: float) -> None:
    """Tell of the attempt's end, and of what follows it. `seconds` is how long it took."""
    match outcome:
        case Succeeded():
            announce(run.event(Kind.COMPLETED, seconds=seconds))
        case RetryIn(_, fault):
            announce(run.event(Kind.FAILED, error=str(fault), seconds=seconds))
            announce(run.event(Kind.RETRYING))
        case Snoozed(_, reason):
            announce(run.event(Kind.RETRYING, error=reason, seconds=seconds))
        case Cancelled(reason):
            announce(run.event(Kind.CANCELLED, error=reason, seconds=seconds))
        case Parked():
            pass  # nothing has happened to it yet
        case Dead("expired", fault):
            announce(run.event(Kind.EXPIRED, error=str(fault)))
        case Dead(_, fault):
            announce(run.event(Kind.FAILED, error=str(fault), seconds=seconds))
            announce(run.event(Kind.DEAD, error=str(fault)))


def announce_called_off(run: Run, outcome: Outcome, *, seconds: float) -> None:
    """Tell of an attempt after which the job would have run again, had nobody cancelled it."""
    if isinstance(outcome, RetryIn):
        announce(run.event(Kind.FAILED, error=str(outcome.fault), seconds=seconds))
    announce(run.event(Kind.CANCELLED, error="cancelled while it ran", seconds=seconds))
