"""People who interfere, a Redis that forgets, and those who look after the ledger."""

import time

from hypothesis.stateful import rule

from background.constants import JobState
from background.exceptions import JobNotFound
from background.ledger.recorder import Recorder
from background.ledger.relay import relay
from background.rq_adapter.cancel import Cancellation, cancel
from background.rq_adapter.pause import pause, resume
from background.rq_adapter.requeue import requeue
from tests.invariants.places import QUEUE
from tests.invariants.world import World


class Operators(World):
    @rule(job_id=World.handles)
    def cancel(self, job_id: str) -> None:
        try:
            became = cancel(job_id)
        except JobNotFound:  # Redis has lost it, or has not got it yet
            return
        if became is Cancellation.CANCELLED:
            self.model.end(job_id, JobState.CANCELLED)
        elif became is Cancellation.ASKED:
            self.model.lives[job_id].is_unwanted = True

    @rule(job_id=World.handles)
    def start_afresh(self, job_id: str) -> None:
        if requeue(QUEUE, [job_id]).changed:
            self.model.start_afresh(job_id)

    @rule()
    def hours_pass(self) -> None:
        for job_id in self.redis.zrange(f"rq:scheduled:{QUEUE}", 0, -1):
            self.redis.zadd(f"rq:scheduled:{QUEUE}", {job_id: 1})

    @rule()
    def pause_or_resume(self) -> None:
        if self.is_paused:
            resume(QUEUE)
        else:
            pause(QUEUE)
        self.is_paused = not self.is_paused

    @rule()
    def flush(self) -> None:
        self.redis.flushall()
        time.sleep(0.002)  # ids of events begin with the millisecond, and go on rising
        self.model.lose()
        self.is_paused = False

    @rule()
    def record(self) -> None:
        Recorder().catch_up()
        self.model.note()

    @rule()
    def relay(self) -> None:
        relay()

    @rule()
    def reconcile(self) -> None:
        self.reconciler.reconcile()
