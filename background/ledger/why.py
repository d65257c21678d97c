"""Says why a job does not run, to whoever waits for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from background.constants import JobState
from background.engine.declare import queues
from background.engine.registry import rules_of
from background.exceptions import QueueUnavailable
from background.interfaces import JobSnapshot
from background.ledger.groups.waits import waits_for
from background.rq_adapter.standing import LOOKED_THROUGH, Standing, standing_of

MOST_TOLD = 5
"""Of the jobs that it waits for, in words; the facts have all."""


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` is for programs and stays, `detail` is for people, `facts` is what it is made of, as plain JSON."""

    code: str
    detail: str
    facts: Mapping[str, object] = field(default_factory=dict)


def why(job: JobSnapshot) -> list[Reason]:
    """All that keeps it from running, what concerns itself first. One look at Redis, and one at the ledger if it waits for others."""
    if job.state.is_final:
        facts: dict[str, object] = {"state": job.state.value, "at": _iso(job.finished_at)}
        return [Reason("ended", f"It has ended: {job.state.value}. {job.note}".strip(), facts)]
    if job.state is JobState.RUNNING:
        return [Reason("running", f"It runs, in attempt {job.attempts}.", {"since": _iso(job.started_at), "attempt": job.attempts})]
    if parents := waits_for(job.id):
        return [_waiting_for(parents)]
    try:
        standing = standing_of(job.id, job.queue)
    except QueueUnavailable:
        return [Reason("pending", "It is in the database and waits for Redis, which does not answer. It is sent when Redis is back.")]
    if standing is None:
        return [Reason("pending", "It is in the database, and will be sent to Redis in some seconds, if manage.py rqscheduler runs.")]
    return [*_of_itself(job, standing), *_of_its_queue(job, standing), *_of_its_place(standing)] or [
        Reason("next", "Nothing stands in its way: the next free worker takes it.")
    ]


def _waiting_for(parents: Sequence[JobSnapshot]) -> Reason:
    """With its state, because one that is dead can hold a job back, too."""
    told = ", ".join(f"{parent.id} ({parent.state.value})" for parent in parents[:MOST_TOLD])
    more = f" and {len(parents) - MOST_TOLD:,} more" if len(parents) > MOST_TOLD else ""
    return Reason("waiting_for", f"It waits for {told}{more}.", {"jobs": [parent.id for parent in parents]})


def _of_itself(job: JobSnapshot, standing: Standing) -> Iterator[Reason]:
    if standing.due:
        again = f" again, after attempt {job.attempts}" if job.attempts else ""
        yield Reason("not_due", f"It is to run{again} at {_iso(standing.due)}.", {"run_after": _iso(standing.due)})
    if standing.parked is not None:
        known = rules_of(job.name).version
        detail = f"It waits for a worker with newer code: its payload is of version {standing.parked}, and this code knows {known}."
        yield Reason("parked", detail, {"version": standing.parked, "known": known})
    if standing.limit:
        yield _limited(job, standing)


def _limited(job: JobSnapshot, standing: Standing) -> Reason:
    rules = rules_of(job.name)
    facts: dict[str, object] = {"limit": standing.limit, "until": _iso(standing.until)}
    if standing.limit.startswith("suspects:"):
        return Reason("suspect", "Two workers died with it, so it runs only while no other such job does.", facts)
    if rules.concurrency and standing.running >= rules.concurrency.most:
        detail = f"{standing.running} of its kind run, and {rules.concurrency.most} may at once."
        return Reason("concurrency_limited", detail, {**facts, "most": rules.concurrency.most, "running": standing.running})
    return Reason("rate_limited", f"So many of its kind have started that the next may at {_iso(standing.until)}.", facts)


def _of_its_queue(job: JobSnapshot, standing: Standing) -> Iterator[Reason]:
    if pause := standing.pause:
        facts = {"queue": job.queue, "reason": pause.reason, "author": pause.author, "since": _iso(pause.since)}
        yield Reason("queue_paused", f"Its queue is paused: {pause.reason or 'no reason was given'}.", facts)
    if standing.suspended:
        yield Reason("suspended", "All workers are suspended.")
    if standing.workers == 0:
        yield Reason("no_worker", f"No worker serves its queue. Start one: manage.py rqworker {job.queue}", {"queue": job.queue})
    yield from _limits_of_queue(job.queue, standing)


def _limits_of_queue(name: str, standing: Standing) -> Iterator[Reason]:
    queue = queues.get(name)
    if queue and queue.concurrency and standing.queue_running >= queue.concurrency.most:
        facts: dict[str, object] = {"queue": name, "most": queue.concurrency.most, "running": standing.queue_running}
        yield Reason("queue_concurrency_limited", f"{standing.queue_running} jobs of its queue run, and no more may at once.", facts)
    if queue and queue.rate and standing.queue_until:
        until = standing.queue_until - timedelta(seconds=queue.rate.tolerance)
        if until > datetime.now(UTC):
            facts = {"queue": name, "until": _iso(until)}
            yield Reason("queue_rate_limited", f"So many jobs of its queue have started that the next may at {_iso(until)}.", facts)


def _of_its_place(standing: Standing) -> Iterator[Reason]:
    if standing.ahead is None:
        yield Reason("behind", f"More than {LOOKED_THROUGH:,} jobs of its queue come first.", {"jobs": LOOKED_THROUGH, "exact": False})
    elif standing.ahead:
        yield Reason("behind", f"{standing.ahead:,} of its queue come first.", {"jobs": standing.ahead, "exact": True})


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
