"""How an attempt ended, as a value."""

import msgspec

from background.interfaces import JobFault


class Succeeded(msgspec.Struct, frozen=True, tag=True):
    """The handler returned; `result` is what it returned, as JSON."""

    result: bytes


class RetryIn(msgspec.Struct, frozen=True, tag=True):
    """The attempt failed; another follows after this many seconds."""

    seconds: float
    fault: JobFault


class Dead(msgspec.Struct, frozen=True, tag=True):
    """It failed for good. `reason` is one of permanent, exhausted, unknown_job, undecodable, poison."""

    reason: str
    fault: JobFault


type Outcome = Succeeded | RetryIn | Dead
