"""One attempt in a thread, into which the worker's loop may raise that its time is over."""

from background.engine import cancellation
from background.engine.outcome import Outcome
from background.engine.run import run, verdict
from background.engine.timeouts import HandedBack, JobCancelled, JobTimedOut, SoftTimeout
from background.rq_adapter.claims import Claim
from background.rq_adapter.worker.databases import leave_no_transaction
from background.rq_adapter.worker.place import Place


def attempt(place: Place, claim: Claim) -> Outcome | None:
    """How it ended, or None when it was handed back."""
    try:
        return cancellation.explained(claim.execution, _run(place, claim))
    except HandedBack:
        return None
    finally:
        cancellation.withdraw(claim.execution)
        leave_no_transaction(claim.run)


def _run(place: Place, claim: Claim) -> Outcome:
    try:
        place.enter(claim)
        try:
            return run(claim.run)
        finally:
            place.leave()
    except (SoftTimeout, JobTimedOut, JobCancelled) as error:
        # Raised in the moment between the handler's return and the end of `leave`.
        place.leave()
        return verdict(claim.run, error)
