"""Takes out of Redis whatever it keeps of jobs that have ended."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from background.rq_adapter.connection import connection, explaining
from background.rq_adapter.delete import delete
from background.rq_adapter.event_readers import unnoted
from background.rq_adapter.keys import EVENTS
from background.rq_adapter.stream_events import Entry, events_in

READ_TOGETHER = 1000


def forget_jobs(jobs: Iterable[tuple[str, str]]) -> tuple[int, set[str]]:
    """Forget these, whose ends are noted, each an id and its queue: how many Redis had, and the ids of those that run and were left alone.

    Raises:
        QueueUnavailable: Redis does not answer; what it was already told may have been done.
    """
    by_queue: dict[str, list[str | bytes]] = defaultdict(list)
    for job_id, queue in jobs:
        by_queue[queue].append(job_id)
    forgotten, running = 0, set[str]()
    for queue, job_ids in by_queue.items():
        changes = delete(queue, job_ids, is_noted=True)
        forgotten += len(changes.changed)
        running |= {job_id for job_id, why in changes.refused.items() if why == "started"}
    return forgotten, running


def forget_events(job_ids: Collection[str], *, noted_by: str) -> tuple[int, set[str]]:
    """Strike what the stream of events says of these jobs, errors and all: how many events there were, and the ids of those whose stay.

    With them go the other events of the same entries, so an entry stays until the group `noted_by` has acknowledged it: one of its readers
    has it, and would note something of a job that is forgotten already, or die and leave nobody the rest to note.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    wanted, struck, left = frozenset(job_ids), 0, set[str]()
    with explaining():
        for page in _pages() if wanted else ():
            theirs = [event for event in events_in(page) if event.job_id in wanted]
            staying = unnoted(noted_by, {event.entry for event in theirs}) if theirs else set()
            left |= {event.job_id for event in theirs if event.entry in staying}
            if going := [event.entry for event in theirs if event.entry not in staying]:
                connection().xdel(EVENTS, *frozenset(going))
                struck += len(going)
    return struck, left


def _pages() -> Iterator[list[Entry]]:
    after = "-"
    while page := connection().xrange(EVENTS, min=after, count=READ_TOGETHER):
        yield page
        after = f"({page[-1][0].decode()}"
