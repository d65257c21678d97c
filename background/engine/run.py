"""One attempt at one job, from its bytes to its outcome."""

import inspect
import logging
from datetime import datetime
from math import inf

import msgspec
from django.utils import timezone

from background.engine import registry
from background.engine.at_work import AtWork
from background.engine.awaiting import awaited
from background.engine.context import calling
from background.engine.decide import Verdict, decide, describe
from background.engine.events import Event, Kind, announce, is_heard
from background.engine.job import Job
from background.engine.opening import open_payload
from background.engine.options import Options
from background.engine.outcome import Dead, Outcome, Succeeded
from background.engine.processor import processor_of
from background.engine.result import kept
from background.engine.timeouts import HandedBack
from background.exceptions import JobExpired

log = logging.getLogger("background.jobs")


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A claimed job.

    Attributes:
        attempt: 1 on the first execution. One that ended with its worker's death is not counted.
        crashes: the workers that died with it.
        execution: names this lease; only its owner may speak for the job.
        version: of the payload, as the code that made it knew it.
        replayed_at: when somebody let it start afresh after its end; from then on its times count anew.
    """

    id: str
    name: str
    queue: str
    payload: bytes
    options: Options
    attempt: int
    crashes: int = 0
    execution: str = ""
    created_at: datetime | None = None
    request_id: str = ""
    version: int = 1
    replayed_at: datetime | None = None

    @property
    def since(self) -> datetime | None:
        """When its time began to run."""
        return self.replayed_at or self.options.run_after or self.created_at

    def event(self, kind: Kind, *, error: str = "", seconds: float = 0.0) -> Event:
        return Event(
            kind=kind,
            job_id=self.id,
            name=self.name,
            queue=self.queue,
            attempt=self.attempt,
            request_id=self.request_id,
            error=error,
            seconds=seconds,
        )

    def tell(self, kind: Kind, *, error: str = "", seconds: float = 0.0) -> None:
        """Announce what happened to it. Most kinds are heard by nobody, and then no event is made."""
        if is_heard(kind, self.queue):
            announce(self.event(kind, error=error, seconds=seconds))


def run(claimed: Run) -> Outcome:
    """Decode the payload, call the handler, and say how it ended. Raises nothing that a handler raised.

    Raises:
        HandedBack: the worker must go; the attempt did not end.
    """
    job = None
    try:
        job = open_job(claimed)
        return execute(job, owner=claimed.options.owner)
    except HandedBack:
        raise
    except BaseException as error:  # whatever a handler raises is an outcome, SystemExit too
        return verdict(claimed, error, job)


def open_job(claimed: Run) -> Job[object]:
    """What the handler is given.

    Raises:
        JobExpired: it may not begin any more.
        NewerThanCode, PayloadInvalid, UnknownJob: its payload cannot be opened.
    """
    end = claimed.options.expires_at
    if end and not claimed.replayed_at and timezone.now() >= end:
        raise JobExpired(f"it was to begin before {end.isoformat(timespec='seconds')}")
    return _job(claimed)


def execute(job: Job[object], *, owner: str) -> Succeeded:
    """Call the handler; what it raises is raised."""
    with calling(request_id=job.request_id, owner=owner), AtWork(job):
        result = processor_of(job.queue).process(job)
        return kept(job, awaited(result) if inspect.iscoroutine(result) else result)


def verdict(claimed: Run, error: BaseException, job: Job[object] | None = None) -> Verdict:
    """What follows this error, by the job's options, its rules and its queue's processor; the secrets of `job` are not in it."""
    try:
        return decide(
            error,
            attempt=claimed.attempt,
            options=claimed.options,
            rules=registry.rules_of(claimed.name),
            permanent=processor_of(claimed.queue).permanent,
            seconds_left=_seconds_left(claimed),
            secrets=job.secrets if job else (),
        )
    except Exception as fault:  # rules of somebody's own that cannot be followed must not end the worker
        log.exception("undecided", extra={"job_id": claimed.id, "job": claimed.name})
        return Dead("permanent", describe(fault))


def _seconds_left(claimed: Run) -> float:
    if claimed.options.retry_for is None or claimed.since is None:
        return inf
    return (claimed.since + claimed.options.retry_for - timezone.now()).total_seconds()


def _job(claimed: Run) -> Job[object]:
    return Job(
        id=claimed.id,
        name=claimed.name,
        queue=claimed.queue,
        data=open_payload(claimed.name, claimed.version, claimed.payload),
        execution=claimed.execution,
        attempt=claimed.attempt,
        max_attempts=claimed.options.max_attempts,
        created_at=claimed.created_at,
        request_id=claimed.request_id,
        version=registry.find(claimed.name).rules.version,
    )
