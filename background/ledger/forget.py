"""Erases what is kept of somebody's jobs. Of each stay its id, its name, its state and its times."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import QuerySet

from background.constants import FINAL_STATES
from background.engine.databases import ledger_databases
from background.exceptions import JobNotFound
from background.ledger.cancel import cancel
from background.ledger.personal_data import stores
from background.ledger.recorder import GROUP, Recorder
from background.ledger.walk import Walk
from background.models import JobRecord, JobSubject
from background.models.job_record import OPEN_STATES
from background.rq_adapter.cancel import Cancellation
from background.rq_adapter.forgetting import forget_events, forget_jobs
from background.rq_adapter.presence import statuses_of

log = logging.getLogger("background.audit")

TOGETHER = 500
REASON = "forgotten"


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, by store, and the skeletons that stayed."""

    job_ids: list[str] = field(default_factory=list)
    things: Counter[str] = field(default_factory=Counter)


def jobs_about(kind: str, key: str, *, using: str = DEFAULT_DB_ALIAS) -> QuerySet[JobRecord]:
    """The jobs that are about somebody, newest first."""
    return JobRecord.objects.using(using).filter(subjects__kind=kind, subjects__key=key)


def states_of(kind: str, key: str) -> Counter[str]:
    """How many of them are in which state, in all databases."""
    return Counter(state for using in ledger_databases() for state in jobs_about(kind, key, using=using).values_list("state", flat=True))


def want_gone(kind: str, key: str) -> int:
    """From now on each of these jobs is forgotten as soon as it has ended; how many there are."""
    return sum(JobSubject.objects.using(using).filter(kind=kind, key=key).update(is_unwanted=True) for using in ledger_databases())


def call_off(kind: str, key: str, *, waiting: bool) -> Counter[Cancellation]:
    """Ask those that run to stop, and cancel those that wait if that is wanted; what becomes of them is written down.

    Raises:
        QueueUnavailable: Redis does not answer; what it was already told has been done.
    """
    done: Counter[Cancellation] = Counter()
    for using in ledger_databases():
        open_jobs = jobs_about(kind, key, using=using).filter(state__in=OPEN_STATES).only("id", "queue")
        for rows in Walk[JobRecord](TOGETHER).to_the_end(open_jobs):
            statuses = statuses_of([str(row.id) for row in rows])
            done.update(_call_off(row) for row in rows if waiting or statuses[str(row.id)] == "started")
    Recorder().catch_up()
    return done


def forget_ended() -> Iterator[Erased]:
    """Erase what is kept of the unwanted jobs that have ended, some hundreds at a time.

    Raises:
        QueueUnavailable: Redis does not answer; the rest stays unwanted.
    """
    for using in ledger_databases():
        unwanted = JobRecord.objects.using(using).filter(subjects__is_unwanted=True, state__in=FINAL_STATES)
        if unwanted.exists():
            Recorder().catch_up()  # or one that was let start afresh meanwhile would count as ended
            yield from _forget([(str(job_id), queue) for job_id, queue in unwanted.values_list("id", "queue").distinct()], using)


def _forget(jobs: Sequence[tuple[str, str]], using: str) -> Iterator[Erased]:
    """The events first: once a job is erased nobody knows any more that its events were to go.

    One whose events are being noted is left for later.
    """
    events, left = forget_events([job_id for job_id, _ in jobs], noted_by=GROUP)
    yield Erased(things=Counter(events=events))
    for batch in batched((job for job in jobs if job[0] not in left), TOGETHER):
        yield _erase(batch, using)
    log.info("jobs forgotten", extra={"jobs": len(jobs) - len(left), "events": events})


def _call_off(row: JobRecord) -> Cancellation:
    try:
        return cancel(str(row.id), reason=REASON)
    except JobNotFound:  # pruned meanwhile
        return Cancellation.TOO_LATE


def _erase(jobs: Sequence[tuple[str, str]], using: str) -> Erased:
    """One that runs again meanwhile is left for later."""
    forgotten, running = forget_jobs(jobs)
    job_ids = [job_id for job_id, _ in jobs if job_id not in running]
    things = Counter({"jobs in redis": forgotten})
    with transaction.atomic(using=using):
        for store in stores:
            things[store.name] += store.forget(job_ids, using=using)
        JobSubject.objects.using(using).filter(job__id__in=job_ids).delete()
    return Erased(job_ids, things)
