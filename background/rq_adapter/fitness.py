"""Tells which waiting jobs the code that is here cannot run, and why."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import StrEnum

from background.engine.opening import open_payload
from background.exceptions import NewerThanCode, PayloadInvalid, UnknownJob
from background.rq_adapter.waiting import Waiting
from background.rq_adapter.wire import call_of, meta_of

MOST_FINDINGS = 200
"""Different ones; what is beyond is counted together."""
LONGEST_REASON = 300


class Hindrance(StrEnum):
    """Why a job cannot be run."""

    UNKNOWN_NAME = "unknown name"
    NEWER_VERSION = "newer version"
    MISFIT = "payload does not fit"
    UNREADABLE = "unreadable"
    UNKNOWN_QUEUE = "unknown queue"


@dataclass(slots=True, kw_only=True)
class Finding:
    """So many jobs of one name that cannot be run for the same reason; `example` is the id of one."""

    kind: Hindrance
    name: str
    why: str
    example: str
    number: int = 0


class Fitness:
    """What was found so far.

    Args:
        served: the queues from which workers take jobs.
    """

    def __init__(self, served: Container[str]) -> None:
        self.served = served
        self.checked = 0
        self._findings: dict[tuple[Hindrance, str, str], Finding] = {}

    def look_at(self, jobs: Iterable[Waiting]) -> None:
        for job in jobs:
            self.checked += 1
            if found := self._hindrance(job):
                self._note(job.id, *found)

    @property
    def findings(self) -> list[Finding]:
        """The most frequent first."""
        return sorted(self._findings.values(), key=lambda finding: -finding.number)

    def _hindrance(self, job: Waiting) -> tuple[Hindrance, str, str] | None:
        """What is in the way, the wire name, and why."""
        name = ""
        if job.fields is None:
            return Hindrance.UNREADABLE, name, "Redis holds no job under this id"
        try:
            name, payload = call_of(job.fields)
            version = meta_of(job.fields).version
        except PayloadInvalid as error:
            return Hindrance.UNREADABLE, name, str(error)
        if job.queue not in self.served:
            return Hindrance.UNKNOWN_QUEUE, name, f"no queue is configured that is called {job.queue!r}"
        return _misfit(name, version, payload)

    def _note(self, job_id: str, kind: Hindrance, name: str, why: str) -> None:
        key = kind, name, why[:LONGEST_REASON]
        if key not in self._findings and len(self._findings) >= MOST_FINDINGS:
            key = kind, "", "and more of this kind"
        self._findings.setdefault(key, Finding(kind=kind, name=key[1], why=key[2], example=job_id)).number += 1


def _misfit(name: str, version: int, payload: bytes) -> tuple[Hindrance, str, str] | None:
    try:
        open_payload(name, version, payload)
    except UnknownJob:
        return Hindrance.UNKNOWN_NAME, name, "no handler is registered for it"
    except NewerThanCode as error:
        return Hindrance.NEWER_VERSION, name, str(error)
    except PayloadInvalid as error:
        return Hindrance.MISFIT, name, str(error)
    return None
