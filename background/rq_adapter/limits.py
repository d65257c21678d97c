"""The limits that this process's code declares, as the claim script reads them."""

from collections.abc import Sequence

import msgspec

from background.engine import registry
from background.engine.declare import JobQueue
from background.engine.declare import queues as declared
from background.engine.limits import Concurrency, Rate


def limits_of(queues: Sequence[str]) -> bytes:
    """JSON `{"queues": {name: rule}, "jobs": {wire name: limit}}`, or nothing where there is none."""
    of_queues = {name: rule for name in queues if name in declared and (rule := _rule(declared[name]))}
    known = {name: registry.find(name) for name in registry.names()}
    of_jobs = {
        name: limit | {"name": job_type.name}  # a former name counts with the present one
        for name, job_type in known.items()
        if (limit := _limit(job_type.rules.concurrency, job_type.rules.rate))
    }
    return msgspec.json.encode({"queues": of_queues, "jobs": of_jobs}) if of_queues or of_jobs else b""


def _rule(queue: JobQueue) -> dict[str, object]:
    """Its limit, and after how many jobs it is the turn of the oldest."""
    turn = {"oldest_every": queue.oldest_every} if queue.oldest_every else {}
    return _limit(queue.concurrency, queue.rate) | turn


def _limit(concurrency: Concurrency | None, rate: Rate | None) -> dict[str, object]:
    """`most` at once, and of `rate` the seconds between two starts and those by which one may come early."""
    limit: dict[str, object] = {}
    if concurrency:
        limit["most"] = concurrency.most
    if rate:
        limit["rate"] = (rate.interval, rate.tolerance)
    return limit
