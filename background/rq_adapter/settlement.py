"""How an attempt ended, told to Redis in one fenced step."""

import base64
import math
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from background.engine import dead_letter
from background.engine.outcome import Dead, Outcome, RetryIn, Succeeded
from background.engine.run import Run
from background.interfaces import JobFault
from background.rq_adapter.claims import Claim
from background.rq_adapter.wire import iso

DEAD_ARE_KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Everything that the script needs; it can be sent again until somebody answers."""

    verdict: str
    field: str
    value: bytes
    seconds: float
    letter: bytes = b""


def settlement_of(run: Run, outcome: Outcome) -> Settlement:
    match outcome:
        case Succeeded(result):
            keep = max(1, math.ceil(run.options.result_ttl.total_seconds()))
            return Settlement(verdict="finished", field="return_value", value=base64.b64encode(result), seconds=keep)
        case RetryIn(seconds, fault):
            return Settlement(verdict="retry", field="exc_string", value=_packed(fault), seconds=seconds)
        case Dead(_, fault):
            letter = msgspec.json.encode(dead_letter.write(run, outcome))
            keep = int(DEAD_ARE_KEPT.total_seconds())
            return Settlement(verdict="failed", field="exc_string", value=_packed(fault), seconds=keep, letter=letter)


def arguments(claim: Claim, settlement: Settlement, *, began: float, ended: float) -> tuple[str | bytes, ...]:
    """What settle.lua is told after the worker's name. Times are Unix seconds."""
    return (
        *(claim.job_id, claim.execution, claim.queue, settlement.verdict),
        *(iso(datetime.fromtimestamp(ended, UTC)), repr(began), repr(ended)),
        *(settlement.field, settlement.value, repr(settlement.seconds), settlement.letter),
    )


def _packed(fault: JobFault) -> bytes:
    """A traceback as RQ keeps it."""
    return base64.b64encode(zlib.compress((fault.stack or fault.message).encode()))
