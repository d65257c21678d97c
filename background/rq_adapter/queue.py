"""RQ's queue, seen whole: the list of priority 0 and the sorted set of every other priority."""

from itertools import batched
from typing import Any

from django_rq.queues import DjangoRQ
from rq.job import Job

from background.rq_adapter.delete import delete
from background.rq_adapter.job import RegisteredJob
from background.rq_adapter.keys import prioritised_key

FORGOTTEN_TOGETHER = 1000


class Queue(DjangoRQ):
    """What django-rq's pages count, list, remove and empty."""

    job_class = RegisteredJob

    @property
    def prioritised_key(self) -> str:
        return prioritised_key(self.name)

    @property
    def count(self) -> int:
        with self.connection.pipeline(transaction=True) as pipeline:
            waiting, prioritised = pipeline.llen(self.key).zcard(self.prioritised_key).execute()
        return int(waiting) + int(prioritised)

    def get_job_ids(self, offset: int = 0, length: int = -1) -> list[str]:
        """Ids in the order in which they will be taken: above priority 0, then 0, then below."""
        return [job_id.decode(errors="replace") for job_id in self.raw_job_ids(offset, length)]

    def raw_job_ids(self, offset: int = 0, length: int = -1) -> list[bytes]:
        """The same as they stand in Redis, where an id need not be text."""
        with self.connection.pipeline(transaction=True) as pipeline:
            pipeline.zcount(self.prioritised_key, "-inf", "(0").llen(self.key).zcard(self.prioritised_key)
            above, level, prioritised = pipeline.execute()
        end = above + level + (prioritised - above) if length < 0 else offset + length
        with self.connection.pipeline(transaction=False) as pipeline:
            _slice(pipeline.zrange, self.prioritised_key, offset, min(end, above))
            _slice(pipeline.lrange, self.key, max(offset - above, 0), min(end - above, level))
            _slice(pipeline.zrange, self.prioritised_key, max(offset - level, above), end - level)
            return [job_id for part in pipeline.execute() for job_id in part]

    def remove(self, job_or_id: Job | str, pipeline: Any = None) -> Any:
        job_id = job_or_id.id if isinstance(job_or_id, Job) else job_or_id
        connection = self.connection if pipeline is None else pipeline
        connection.zrem(self.prioritised_key, job_id)
        return super().remove(job_id, pipeline=pipeline)

    def empty(self) -> Any:
        """Forget every job that waits here; whoever follows it is told."""
        return sum(len(delete(self.name, batch).changed) for batch in batched(self.raw_job_ids(), FORGOTTEN_TOGETHER))


def _slice(read: Any, key: str, start: int, end: int) -> None:
    """Elements `start` to `end`, the last excluded. Redis takes -1 for the last, so an empty slice must be asked for as 1..0."""
    read(key, start, end - 1) if end > start else read(key, 1, 0)
