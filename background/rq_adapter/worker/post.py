"""Hears which of a worker's running jobs nobody wants any more."""

from redis import Redis
from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter.keys import job_key
from background.rq_adapter.worker.bell import Bell
from background.rq_adapter.worker.slots import Slots


class Post:
    """What cancel.lua sends to one worker.

    A letter says no more than that it is worth looking at the jobs: then one that got lost, or that came in the moment in which a
    slot took its job, is made up for by looking now and then.
    """

    def __init__(self, connection: Redis, worker: str, slots: Slots) -> None:
        self._connection = connection
        self._box = f"{RQ_KEY_PREFIX}:post:{worker}"
        self._slots = slots
        self.bell = Bell(connection, [self._box])

    def read(self) -> None:
        """Tell the slots of every job of theirs that somebody has cancelled.

        Raises:
            RedisError: what Redis or the network says.
        """
        held = list(self._slots.held())
        with self._connection.pipeline(transaction=False) as pipeline:
            pipeline.delete(self._box)
            for claim in held:
                pipeline.hmget(job_key(claim.job_id), "execution", "cancel")
            _, *answers = pipeline.execute()
        for claim, (execution, reason) in zip(held, answers, strict=True):
            if reason is not None and execution == claim.execution.encode():
                self._slots.cancel(claim, reason.decode(errors="replace"))
