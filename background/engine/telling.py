"""What an attempt's outcome means to those who listen."""

from background.engine.events import Kind, announce
from background.engine.outcome import Dead, Outcome, RetryIn, Succeeded
from background.engine.run import Run


def announce_outcome(run: Run, outcome: Outcome, *, seconds: float) -> None:
    """Tell of the attempt's end, and of what follows it. `seconds` is how long it took."""
    match outcome:
        case Succeeded():
            announce(run.event(Kind.COMPLETED, seconds=seconds))
        case RetryIn(_, fault):
            announce(run.event(Kind.FAILED, error=str(fault), seconds=seconds))
            announce(run.event(Kind.RETRYING))
        case Dead(_, fault):
            announce(run.event(Kind.FAILED, error=str(fault), seconds=seconds))
            announce(run.event(Kind.DEAD, error=str(fault)))
