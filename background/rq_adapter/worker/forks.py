"""Each job in a process of its own, which its worker can end and outlive."""

import contextlib
import os
import time
from collections.abc import Callable, Iterable

from django.db import connections

from background.engine import cancellation
from background.engine.events import Kind
from background.exceptions import WorkerFailed
from background.rq_adapter.claims import Claim
from background.rq_adapter.worker.desk import Desk
from background.rq_adapter.worker.ended import Ended
from background.rq_adapter.worker.nursery import Gone, Nursery
from background.rq_adapter.worker.process import Process
from background.rq_adapter.worker.signals import CANCEL
from background.rq_adapter.worker.slots import CANCEL_GRACE_SECONDS


class ForkSlots:
    """Lets the nursery start a process for each job, and reads what it answers."""

    def __init__(self, number: int, make_desk: Callable[[], Desk]) -> None:
        connections.close_all()  # a connection that two processes share serves neither
        self.number = number
        self._nursery = Nursery()
        self._desk = make_desk()
        self._processes: dict[int, Process] = {}

    def free(self) -> int:
        return self.number - len(self._processes)

    def start(self, claim: Claim) -> None:
        claim.run.tell(Kind.ACTIVE)
        began = time.time()
        try:
            pid, pipe = self._nursery.start(claim.run)
        except (OSError, WorkerFailed) as error:
            self._desk.hand_back(claim)
            raise WorkerFailed(f"no process can be started: {error}") from error
        deadline = time.monotonic() + claim.run.options.timeout.total_seconds()
        self._processes[pid] = Process(pid=pid, claim=claim, pipe=pipe, began=began, deadline=deadline)

    def tend(self) -> float | None:
        now = time.monotonic()
        for process in self._processes.values():
            process.read()
            if process.deadline <= now and not process.is_killed:
                process.is_killed = True
                process.kill()
        for gone in self._nursery.ended():
            self._replace(self._processes.pop(gone.pid), gone)
        deadlines = [process.deadline for process in self._processes.values() if not process.is_killed]
        return max(0.0, min(deadlines) - now) if deadlines else None

    def ears(self) -> list[int]:
        return [self._nursery.fileno()]

    def held(self) -> Iterable[Claim]:
        return [process.claim for process in self._processes.values()]

    def cancel(self, claim: Claim, reason: str) -> None:
        for process in self._processes.values():
            if process.claim is claim and not cancellation.is_cancelled(claim.execution):
                cancellation.request(claim.execution, reason)
                process.deadline = min(process.deadline, time.monotonic() + CANCEL_GRACE_SECONDS)
                with contextlib.suppress(ProcessLookupError):  # it has just ended
                    os.kill(process.pid, CANCEL)

    def abandon(self) -> None:
        for process in self._processes.values():
            process.kill()
        ended: dict[int, Gone] = {}
        with contextlib.suppress(WorkerFailed):  # without their nursery they have ended, too
            while self._processes.keys() - ended:
                ended.update((gone.pid, gone) for gone in self._nursery.ended(wait=True))
        for process in self._processes.values():
            process.read()
            os.close(process.pipe)
            if not process.answered():
                self._desk.hand_back(process.claim)
        for pid, process in self._processes.items():
            if process.answered():  # nobody need do it again
                self._desk.hand_in(_ended(process, ended.get(pid, Gone(pid, status=0, peak_memory=0))))
        self._processes.clear()

    def close(self) -> None:
        self._nursery.close()
        self._desk.close()

    def _replace(self, process: Process, gone: Gone) -> None:
        """Settle what it did, and put the next job in its place."""
        process.read()
        os.close(process.pipe)
        process.kill()  # whatever it started and left behind
        following = self._desk.exchange(_ended(process, gone))
        if isinstance(following, Claim):
            self.start(following)


def _ended(process: Process, gone: Gone) -> Ended:
    outcome = cancellation.explained(process.claim.execution, process.outcome(gone.status))
    cancellation.withdraw(process.claim.execution)
    return Ended(claim=process.claim, outcome=outcome, began=process.began, ended=time.time(), peak_memory=gone.peak_memory)
