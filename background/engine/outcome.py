"""How an attempt ended, as a value."""

import msgspec

from background.interfaces import JobFault


class Succeeded(msgspec.Struct, frozen=True, tag=True):
    """The handler returned; `result` is what it returned, as JSON. `note` says why it is null where that was not the handler's doing."""

    result: bytes
    note: str = ""


class RetryIn(msgspec.Struct, frozen=True, tag=True):
    """The attempt failed; another follows after this many seconds."""

    seconds: float
    fault: JobFault


class Snoozed(msgspec.Struct, frozen=True, tag=True):
    """The handler asked to be called again after this many seconds; the attempt does not count."""

    seconds: float
    reason: str = ""


class Dead(msgspec.Struct, frozen=True, tag=True):
    """It failed for good. `reason` is one of permanent, exhausted, unknown_job, undecodable, poison, expired."""

    reason: str
    fault: JobFault


class Cancelled(msgspec.Struct, frozen=True, tag=True):
    """Nobody wants it any more: somebody cancelled it while it ran, or it raised what `discard_on` names."""

    reason: str


class Parked(msgspec.Struct, frozen=True, tag=True):
    """It was made by newer code than this worker's, and waits for a worker that knows it; the attempt does not count."""

    reason: str


type Outcome = Succeeded | RetryIn | Snoozed | Dead | Cancelled | Parked
