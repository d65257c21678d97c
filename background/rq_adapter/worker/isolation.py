"""Threads or processes: in what a worker runs its jobs, and how many at once, by what its queues say."""

import logging
from collections.abc import Callable, Sequence

from background.engine import registry
from background.engine.declare import Isolation, queues
from background.rq_adapter.worker.desk import Desk
from background.rq_adapter.worker.forks import ForkSlots
from background.rq_adapter.worker.slots import Slots
from background.rq_adapter.worker.threads import ThreadSlots

log = logging.getLogger("background.worker")


def slots_for(
    queue_names: Sequence[str], isolation: Isolation | None, number: int | None, make_desk: Callable[[], Desk], wake: Callable[[], None]
) -> Slots:
    """Threads only where every queue says so: a process that serves both kinds forks for all.

    Args:
        isolation, number: what the queues say is asked only where these are None.
    """
    declared = [queues[name] for name in queue_names if name in queues]
    kinds = {isolation} if isolation else {queue.isolation for queue in declared}
    number = number or sum(queue.slots for queue in declared) or 1
    if kinds != {Isolation.THREAD}:
        return ForkSlots(number, make_desk)
    _warn_of_unlimited_memory(queue_names)
    return ThreadSlots(number, make_desk, wake)


def _warn_of_unlimited_memory(queue_names: Sequence[str]) -> None:
    """A thread has no memory of its own that could be limited."""
    jobs = (registry.find(name) for name in registry.names())
    names = sorted(job.name for job in jobs if job.queue in queue_names and job.options.memory_limit)
    if names:
        log.warning("jobs run in threads, their memory_limit does nothing", extra={"jobs": names})
