"""How an attempt ended, as a value that tests compare."""

from dataclasses import dataclass, field
from typing import cast, get_type_hints

import msgspec

from background.engine import outcome as engine
from background.engine.job_type import JobType
from background.interfaces import JobFault

_ANY_FAULT = JobFault(code="", message="")


@dataclass(frozen=True, slots=True)
class Succeeded[R]:
    """`result` went through JSON, as it does on its way to whoever asks for it, and is read back as the type that the handler declares."""

    result: R


@dataclass(frozen=True, slots=True)
class RetryIn:
    """Another attempt follows. Two are equal when their waits are; a backoff with jitter is better asked for its `seconds`."""

    seconds: float
    fault: JobFault = field(default=_ANY_FAULT, compare=False)

    def __repr__(self) -> str:
        return f"RetryIn({self.seconds}){_because(self.fault)}"


@dataclass(frozen=True, slots=True)
class Dead:
    """No attempt follows. Two are equal when their reasons are (permanent, exhausted, undecodable, expired)."""

    reason: str
    fault: JobFault = field(default=_ANY_FAULT, compare=False)

    def __repr__(self) -> str:
        return f"Dead({self.reason!r}){_because(self.fault)}"


@dataclass(frozen=True, slots=True)
class Snoozed:
    """The handler asked to be called again; no attempt was used."""

    seconds: float
    reason: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It stopped because it was cancelled, or raised what `discard_on` names."""

    reason: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Parked:
    """It was made by newer code than this."""

    reason: str = field(default="", compare=False)


type Outcome[R] = Succeeded[R] | RetryIn | Snoozed | Dead | Cancelled | Parked


def for_tests[**S, P, R](job_type: JobType[S, P, R], ended: engine.Outcome) -> Outcome[R]:
    match ended:
        case engine.Succeeded(result):
            return Succeeded(_result(job_type, result))
        case engine.RetryIn(seconds, fault):
            return RetryIn(seconds, fault)
        case engine.Snoozed(seconds, reason):
            return Snoozed(seconds, reason)
        case engine.Dead(reason, fault):
            return Dead(reason, fault)
        case engine.Cancelled(reason):
            return Cancelled(reason)
        case engine.Parked(reason):
            return Parked(reason)


def _result[**S, P, R](job_type: JobType[S, P, R], raw: bytes) -> R:
    try:
        declared = get_type_hints(job_type.handler).get("return", object)
        return cast("R", msgspec.json.decode(raw, type=declared))
    except (NameError, TypeError, msgspec.ValidationError):
        # No type that JSON can be read as: then what the worker would have stored says more than a fault of ours.
        return cast("R", msgspec.json.decode(raw))


def _because(fault: JobFault) -> str:
    return f" <{fault.code}: {fault.message}>" if fault is not _ANY_FAULT else ""
