"""What an attempt's outcome means to those who listen."""

from background.engine.events import Kind
from background.engine.outcome import Cancelled, Dead, Outcome, Parked, RetryIn, Snoozed, Succeeded
from background.engine.run import Run


def announce_outcome(run: Run, outcome: Outcome, *, seconds: float) -> None:
    """Tell of the attempt's end, and of what follows it. `seconds` is how long it took."""
    match outcome:
        case Succeeded():
            run.tell(Kind.COMPLETED, seconds=seconds)
        case RetryIn(_, fault):
            run.tell(Kind.FAILED, error=str(fault), seconds=seconds)
            run.tell(Kind.RETRYING)
        case Snoozed(_, reason):
            run.tell(Kind.RETRYING, error=reason, seconds=seconds)
        case Cancelled(reason):
            run.tell(Kind.CANCELLED, error=reason, seconds=seconds)
        case Parked():
            pass  # nothing has happened to it yet
        case Dead("expired", fault):
            run.tell(Kind.EXPIRED, error=str(fault))
        case Dead(_, fault):
            run.tell(Kind.FAILED, error=str(fault), seconds=seconds)
            run.tell(Kind.DEAD, error=str(fault))


def announce_called_off(run: Run, outcome: Outcome, *, seconds: float) -> None:
    """Tell of an attempt after which the job would have run again, had nobody cancelled it."""
    if isinstance(outcome, RetryIn):
        run.tell(Kind.FAILED, error=str(outcome.fault), seconds=seconds)
    run.tell(Kind.CANCELLED, error="cancelled while it ran", seconds=seconds)
