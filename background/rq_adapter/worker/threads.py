"""Jobs in threads of the worker's own process."""

import threading
import time
from collections.abc import Callable, Iterable
from math import inf

from django.db import close_old_connections, connections

from background.engine import cancellation
from background.engine.events import Kind, announce
from background.engine.outcome import Outcome
from background.engine.run import run, verdict
from background.engine.timeouts import HandedBack, JobCancelled, JobTimedOut, SoftTimeout
from background.exceptions import WorkerFailed
from background.rq_adapter.claims import Claim
from background.rq_adapter.worker.databases import leave_no_transaction
from background.rq_adapter.worker.desk import Desk, Ended
from background.rq_adapter.worker.place import Phase, Place


class ThreadSlots:
    """A pool of threads, each with its own database connections and its own way to Redis."""

    def __init__(self, number: int, make_desk: Callable[[], Desk], wake: Callable[[], None]) -> None:
        self.number = number
        self._make_desk = make_desk
        self._desk = make_desk()
        self._wake = wake
        self._places: list[Place] = []

    def free(self) -> int:
        return self.number - sum(place.phase is not Phase.IDLE for place in self._places)

    def start(self, claim: Claim) -> None:
        try:
            place = next((place for place in self._places if place.phase is Phase.IDLE), None) or self._open_place()
        except RuntimeError as error:
            self._desk.hand_back(claim)
            raise WorkerFailed(f"no thread can be started: {error}") from error
        place.give(claim)
        place.inbox.put(claim)

    def tend(self) -> float | None:
        for place in list(self._places):
            if not place.interrupt():
                self._settle_without(place)
        due = min((place.due for place in self._places), default=inf)
        return None if due == inf else max(0.0, due - time.monotonic())

    def ears(self) -> list[int]:
        return []  # the threads wake the loop themselves

    def held(self) -> Iterable[Claim]:
        return [claim for place in self._places if place.phase is not Phase.IDLE and (claim := place.claim)]

    def cancel(self, claim: Claim, reason: str) -> None:
        for place in self._places:
            place.cancel(claim.execution, reason)

    def abandon(self) -> None:
        for place in list(self._places):
            if claim := self._lose(place, HandedBack):
                self._desk.hand_back(claim)

    def close(self) -> None:
        for place in self._places:
            place.inbox.put(None)
        for place in self._places:
            if place.thread:
                place.thread.join(timeout=2)

    def _open_place(self) -> Place:
        place = Place()
        place.thread = threading.Thread(target=self._serve, args=(place,), name=f"slot-{len(self._places) + 1}", daemon=True)
        place.thread.start()
        self._places.append(place)
        return place

    def _serve(self, place: Place) -> None:
        desk = self._make_desk()
        try:
            while claim := place.inbox.get():
                self._work_through(place, desk, claim)
        finally:
            connections.close_all()
            desk.close()

    def _work_through(self, place: Place, desk: Desk, claim: Claim) -> None:
        """This job, and then every next one, until there is none."""
        close_old_connections()  # while there was no job, they may have grown old
        while True:
            announce(claim.run.event(Kind.ACTIVE))
            outcome = _attempt(place, claim)
            if outcome is None or place.phase is Phase.LOST:
                return
            following = desk.exchange(Ended(claim=claim, outcome=outcome, began=place.began, ended=time.time()))
            if not isinstance(following, Claim):
                break
            place.give(following)
            claim = following
        place.phase = Phase.IDLE
        self._wake()

    def _settle_without(self, place: Place) -> None:
        """Its handler does not hear: say how it ended, and leave the place to it."""
        error = place.overdue()
        reason = cancellation.reason_of(place.claim.execution) if place.claim else ""
        if claim := self._lose(place, error):
            late = f"it did not stop {claim.run.options.timeout} after it began, and is still running in its thread"
            outcome = verdict(claim.run, error(reason or late))
            self._desk.hand_in(Ended(claim=claim, outcome=outcome, began=place.began, ended=time.time()))

    def _lose(self, place: Place, error: type[BaseException]) -> Claim | None:
        claim = place.lose(error)
        if claim:
            self._places.remove(place)
        return claim


def _attempt(place: Place, claim: Claim) -> Outcome | None:
    try:
        return cancellation.explained(claim.execution, _run(place, claim))
    except HandedBack:
        return None
    finally:
        cancellation.withdraw(claim.execution)
        leave_no_transaction(claim.run)


def _run(place: Place, claim: Claim) -> Outcome:
    try:
        place.enter(claim)
        try:
            return run(claim.run)
        finally:
            place.leave()
    except (SoftTimeout, JobTimedOut, JobCancelled) as error:
        # Raised in the moment between the handler's return and the end of `leave`.
        place.leave()
        return verdict(claim.run, error)
