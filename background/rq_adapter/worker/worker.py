"""RQ's worker in everything that others see of it: its registration, its name, its counters. Its loop is our own."""

import logging
from datetime import UTC, datetime

import rq
from redis.exceptions import RedisError
from rq.defaults import RQ_KEY_PREFIX

from background.engine.declare import Isolation
from background.engine.modules import load_workers
from background.exceptions import WorkerFailed
from background.rq_adapter import scripts
from background.rq_adapter.claims import LEASE_SECONDS
from background.rq_adapter.hash_values import iso
from background.rq_adapter.line import Line
from background.rq_adapter.park import unpark
from background.rq_adapter.patience import REFUSALS, patiently
from background.rq_adapter.sweep import SWEEP_EVERY, sweep
from background.rq_adapter.worker.bell import Bell
from background.rq_adapter.worker.collector import loaded_objects_left_alone
from background.rq_adapter.worker.desk import Desk
from background.rq_adapter.worker.failing import failing_in_one_line
from background.rq_adapter.worker.gate import Gate
from background.rq_adapter.worker.isolation import slots_for
from background.rq_adapter.worker.loop import Chore, Limits, Loop
from background.rq_adapter.worker.post import Post
from background.rq_adapter.worker.recycling import Recycling
from background.rq_adapter.worker.signals import Signals
from background.rq_adapter.worker.slots import Slots

log = logging.getLogger("background.worker")

RENEW_EVERY = LEASE_SECONDS / 4
WORKER_IS_REMEMBERED = 60
ANSWER_SECONDS = 10
MOST_CONNECTIONS = 10_000
"""Each slot keeps one; redis-py would stop at a hundred."""


class Worker(rq.Worker):
    """One loop that takes jobs, in the process's only thread that matters, and slots in which they run."""

    @property
    def connection_timeout(self) -> int:
        """Seconds after which a Redis that does not answer counts as gone. RQ waits seven minutes, for its blocking pop."""
        return ANSWER_SECONDS

    def work(  # type: ignore[override]  # RQ's other arguments say how to log and to schedule, which is not this loop's business
        self,
        burst: bool = False,  # noqa: FBT001, FBT002  # RQ's signature
        max_jobs: int | None = None,
        max_idle_time: int | None = None,
        isolation: Isolation | None = None,
        slots: int | None = None,
        grace: float = 25.0,
        max_memory: int | None = None,
        **_: object,
    ) -> bool:
        """Run jobs until told to stop.

        Args:
            burst: leave when no job is ready and none runs.
            max_jobs: leave after so many.
            max_idle_time: leave after so many seconds without a job.
            isolation: threads or processes; by default what the queues say, and processes when they disagree.
            slots: how many jobs at once; by default the sum of what the queues say.
            grace: seconds that running jobs have to end after the first request to stop.
            max_memory: leave when the process takes more than so many mebibytes.

        Returns:
            Whether any job was run.

        Raises:
            WorkerFailed: it cannot go on, and says why in one line.
        """
        self.connection.connection_pool.max_connections = MOST_CONNECTIONS
        limits = Limits(burst=burst, max_idle_seconds=max_idle_time, grace_seconds=grace)
        with failing_in_one_line(), Signals() as signals:
            load_workers()
            self._gate = Gate(lambda: signals.stops, max_jobs)
            self._recycling = Recycling(self._gate, max_memory)
            places = slots_for(self.queue_names(), isolation, slots, self._desk, signals.wake)
            self._enlist(places)
            self._run(places, signals, limits)
        return self._gate.passed > 0

    def _enlist(self, places: Slots) -> None:
        """Now that it is ready: who counts on a worker that is listed, counts on one that takes jobs."""
        try:
            self._register()
        except BaseException:
            places.close()
            raise

    def _run(self, places: Slots, signals: Signals, limits: Limits) -> None:
        names = self.queue_names()
        log.info("worker listens", extra={"worker": self.name, "queues": names, "slots": places.number})
        post = Post(self.connection, self.name, places)
        bell = Bell(self.connection, [f"{RQ_KEY_PREFIX}:bell:{queue}" for queue in names])
        try:
            self._unpark()
            with loaded_objects_left_alone():
                Loop(signals, bell, post, self._desk(), places, self._chores(places, post), limits).run()
        finally:
            self._leave(places)

    def _desk(self) -> Desk:
        return Desk(Line(self.connection), self.name, self.queue_names(), self._gate)

    def _chores(self, places: Slots, post: Post) -> list[Chore]:
        return [
            (RENEW_EVERY, lambda: self._renew(places)),
            (RENEW_EVERY, post.read),
            (RENEW_EVERY, self._recycling.look),
            (SWEEP_EVERY, lambda: sweep(self.connection, self.name, self.queue_names())),
            (SWEEP_EVERY, lambda: unpark(self.connection, self.queue_names())),  # older workers may park more while they are replaced
        ]

    def _renew(self, places: Slots) -> None:
        entries = [part for claim in places.held() for part in (claim.queue, claim.entry, repr(claim.taken_at))]
        tally = self._gate.take_tally()
        words = (LEASE_SECONDS, iso(datetime.now(UTC)), WORKER_IS_REMEMBERED, tally.succeeded, tally.failed, repr(tally.seconds))
        if scripts.call(self.connection, "renew", self.name, *words, *entries) == 0:
            self._register()  # Redis has forgotten who we are

    def _unpark(self) -> None:
        """This worker's code may be the newer one that parked jobs wait for."""
        try:
            patiently(lambda: unpark(self.connection, self.queue_names()), what="unpark", give_up=self._gate.is_closed)
        except REFUSALS:
            raise
        except RedisError as error:
            log.warning("parked jobs stay parked", extra={"worker": self.name, "error": str(error)[:200]})

    def _register(self) -> None:
        try:
            patiently(self.register_birth, what="register", give_up=self._gate.is_closed)
        except REFUSALS:
            raise
        except ValueError as error:
            raise WorkerFailed(f"{error}; --name another, or none") from error
        except RedisError:
            log.exception("worker works on without being listed", extra={"worker": self.name})

    def _leave(self, places: Slots) -> None:
        try:
            self._renew(places)  # the last of the counters
            self.register_death()
        except RedisError as error:
            log.warning("worker could not say goodbye", extra={"worker": self.name, "error": str(error)})
        log.info("worker left", extra={"worker": self.name, "attempts": self._gate.passed})
