"""Orders to jobs, of a queue or of several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from background.orders.entry import Entry, entered
from background.orders.orderer import Orderer
from background.rq_adapter.changes import Changes

NAMED_AT_MOST = 1000
"""Jobs that one entry names; of more it gives the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order[Id: str | bytes]:
    """What is done to jobs, and what the log says of it. The queue is empty where the jobs may be of several."""

    verb: str
    done: str
    flag: int
    act: Callable[[str, Sequence[Id]], Changes]

    def carry_out(self, queue: str, job_ids: Sequence[Id], *, by: Orderer) -> Changes:
        """
        Raises:
            DatabaseError: it could not be written down, and was not done; or what came of it could not.
            QueueUnavailable: Redis does not answer; what it was already told may have been done.
        """
        if not job_ids:
            return Changes()
        wish = f"{self.verb.capitalize()} {_jobs_of(queue, job_ids)}"
        with entered(by, self.flag, wish, object_id=_object(queue, job_ids), name=_name(queue, job_ids)) as entry:
            changes = self.act(queue, job_ids)
            tell(entry, self.done, queue, changes)
        return changes


def tell(entry: Entry, done: str, queue: str, changes: Changes) -> None:
    """The entry of an order to jobs of this queue what became of them."""
    if ids := changes.changed:
        entry.tell(f"{done.capitalize()} {_jobs_of(queue, ids)}", object_id=_object(queue, ids), name=_name(queue, ids))


def _jobs_of(queue: str, job_ids: Sequence[str | bytes]) -> str:
    names = ", ".join(map(_shown, job_ids[:NAMED_AT_MOST]))
    more = len(job_ids) - NAMED_AT_MOST
    return f"{_name(queue, job_ids)}: {names}" + (f" and {more:,} more" if more > 0 else "")


def _name(queue: str, job_ids: Sequence[str | bytes]) -> str:
    number = "1 job" if len(job_ids) == 1 else f"{len(job_ids):,} jobs"
    return f"{number} of queue {queue}" if queue else number


def _object(queue: str, job_ids: Sequence[str | bytes]) -> str:
    return _shown(job_ids[0]) if len(job_ids) == 1 else queue


def _shown(job_id: str | bytes) -> str:
    """PostgreSQL takes no NUL, and an id in Redis may hold anything."""
    name = job_id if isinstance(job_id, str) else job_id.decode(errors="replace")
    return name if name.isprintable() else ascii(name)
