"""How an attempt ended, told to Redis in one fenced step."""

import math
from datetime import timedelta

import msgspec

from background.engine import dead_letter
from background.engine.events import Kind
from background.engine.outcome import Cancelled, Dead, Outcome, Parked, RetryIn, Snoozed, Succeeded
from background.engine.run import Run
from background.interfaces import JobFault
from background.rq_adapter.claims import Claim
from background.rq_adapter.hash_values import iso_of
from background.rq_adapter.tracebacks import packed

DEAD_ARE_KEPT = timedelta(days=365)
CANCELLED_ARE_KEPT = timedelta(days=1)
LONGEST_NOTE = 500


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the script needs; it can be sent again until somebody answers.

    Attributes:
        verdict: the RQ registry in which the job ends, or why it runs again.
        value: the result as JSON, or the traceback as RQ keeps it.
        seconds: to keep the job, or to wait.
        follows: the event that the attempt's end makes.
        failure: what `failed` says, if the attempt failed.
        note: what the event that follows says.
    """

    verdict: str
    value: bytes = b""
    seconds: float = 0.0
    letter: bytes = b""
    follows: str = ""
    failure: str = ""
    note: str = ""


def settlement_of(run: Run, outcome: Outcome) -> Settlement:
    match outcome:
        case Succeeded(result, note):
            keep = max(1, math.ceil(run.options.result_ttl.total_seconds()))
            return Settlement(verdict="finished", value=result, seconds=keep, follows=Kind.COMPLETED, note=note)
        case RetryIn(seconds, fault):
            return Settlement(verdict="retry", value=_traceback(fault), seconds=seconds, follows=Kind.RETRYING, failure=_note(fault))
        case Snoozed(seconds, reason):
            return Settlement(verdict="snooze", seconds=seconds, follows=Kind.RETRYING, note=reason)
        case Parked(reason):
            return Settlement(verdict="parked", note=reason)
        case Cancelled(reason):
            keep = int(CANCELLED_ARE_KEPT.total_seconds())
            return Settlement(verdict="canceled", seconds=keep, follows=Kind.CANCELLED, note=reason)
        case Dead(_, fault):
            return _burial(run, outcome, fault)


def arguments(claim: Claim, settlement: Settlement, *, began: float, ended: float, peak_memory: int = 0) -> tuple[str | bytes | int, ...]:
    """What settle.lua is told after the worker's name. Times are Unix seconds, memory is in bytes."""
    return (
        *(claim.job_id, claim.execution, claim.queue, settlement.verdict),
        *(iso_of(ended), f"{began:.3f}", f"{ended:.3f}"),
        *(settlement.value, repr(settlement.seconds), settlement.letter, claim.run.name, claim.run.attempt),
        *(settlement.follows, settlement.failure, settlement.note, peak_memory),
    )


def _burial(run: Run, dead: Dead, fault: JobFault) -> Settlement:
    expired = dead.reason == "expired"
    return Settlement(
        verdict="failed",
        value=_traceback(fault),
        seconds=int(DEAD_ARE_KEPT.total_seconds()),
        letter=msgspec.json.encode(dead_letter.write(run, dead)),
        follows=Kind.EXPIRED if expired else Kind.DEAD,
        failure="" if expired else _note(fault),
        note=_note(fault),
    )


def _note(fault: JobFault) -> str:
    return str(fault)[:LONGEST_NOTE]


def _traceback(fault: JobFault) -> bytes:
    return packed(fault.stack or fault.message)
