"""One claimed job, from its hash to its outcome, within its time."""

from dataclasses import dataclass

from rq.timeouts import BaseDeathPenalty, JobTimeoutException

from background.engine.decide import decide, describe
from background.engine.options import Options
from background.engine.outcome import Dead, Outcome
from background.engine.run import Run, run
from background.exceptions import PayloadInvalid
from background.rq_adapter.claims import Claim
from background.rq_adapter.wire import to_run


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A claimed hash that says no job; what can be said of it is said by `run`."""

    run: Run
    outcome: Dead


def open_claim(claim: Claim) -> Run | Unreadable:
    """The job that was claimed, or why it cannot be run."""
    try:
        return to_run(claim.job_id, claim.queue, claim.fields)
    except PayloadInvalid as error:
        name = claim.fields.get(b"description", b"").decode(errors="replace")[:200]
        blank = Run(id=claim.job_id, name=name, queue=claim.queue, payload=b"null", options=Options(), attempt=1)
        return Unreadable(blank, Dead("undecodable", describe(error)))


def attempt(claimed: Run, penalty: type[BaseDeathPenalty]) -> Outcome:
    """Run it; past its timeout it fails like a handler that raised."""
    seconds = max(1, round(claimed.options.timeout.total_seconds()))
    try:
        with penalty(seconds, JobTimeoutException, job_id=claimed.id):
            return run(claimed)
    except JobTimeoutException as error:
        # The alarm rang in the moment between the handler's return and the outcome.
        return decide(error, attempt=claimed.attempt - claimed.crashes, options=claimed.options)
