"""How an attempt ended, as a value."""

from dataclasses import dataclass

from background.interfaces import JobFault


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The handler returned; `result` is what it returned, as JSON."""

    result: bytes


@dataclass(frozen=True, slots=True)
class RetryIn:
    """The attempt failed; another follows after this many seconds."""

    seconds: float
    fault: JobFault


@dataclass(frozen=True, slots=True)
class Dead:
    """It failed for good. `reason` is one of permanent, exhausted, unknown_job, undecodable, poison."""

    reason: str
    fault: JobFault


type Outcome = Succeeded | RetryIn | Dead
