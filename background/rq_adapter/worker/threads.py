"""Jobs in threads of the worker's own process."""

import ctypes
import threading
import time
from collections.abc import Callable, Iterable

from django.db import close_old_connections, connections

from background.engine.events import Kind, announce
from background.engine.outcome import Outcome
from background.engine.run import run, verdict
from background.engine.timeouts import HandedBack, JobTimedOut
from background.rq_adapter.claims import Claim
from background.rq_adapter.worker.databases import leave_no_transaction
from background.rq_adapter.worker.desk import Desk, Ended
from background.rq_adapter.worker.place import Phase, Place

LAST_CHANCE_SECONDS = 1.0
"""A handler past its time has so long to notice; then its job is settled without it."""


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
        place = next((place for place in self._places if place.phase is Phase.IDLE), None) or self._open_place()
        place.phase, place.claim = Phase.GIVEN, claim
        place.inbox.put(claim)

    def tend(self) -> float | None:
        now = time.monotonic()
        for place in [place for place in self._places if place.phase is Phase.RUNNING and place.deadline <= now]:
            self._out_of_time(place)
        deadlines = [place.deadline for place in self._places if place.phase is Phase.RUNNING]
        return max(0.0, min(deadlines) - now) if deadlines else None

    def held(self) -> Iterable[Claim]:
        return [claim for place in self._places if place.phase is not Phase.IDLE and (claim := place.claim)]

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
        self._places.append(place)
        place.thread.start()
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
        following: object = claim
        while isinstance(following, Claim):
            place.phase, place.claim, place.began = Phase.GIVEN, following, time.time()
            announce(following.run.event(Kind.ACTIVE))
            outcome = self._attempt(place, following)
            if outcome is None or place.phase is Phase.LOST:
                return
            following = desk.exchange(Ended(claim=following, outcome=outcome, began=place.began, ended=time.time()))
        place.phase = Phase.IDLE
        self._wake()

    def _attempt(self, place: Place, claim: Claim) -> Outcome | None:
        close_old_connections()
        try:
            self._enter(place, claim)
            try:
                return run(claim.run)
            finally:
                self._leave(place)
        except JobTimedOut as error:
            # Raised in the moment between the handler's return and the end of `run`.
            return verdict(claim.run, error)
        except HandedBack:
            return None
        finally:
            leave_no_transaction(claim.run)

    def _enter(self, place: Place, claim: Claim) -> None:
        with place.lock:
            if place.phase is Phase.LOST:
                raise HandedBack
            place.deadline = time.monotonic() + claim.run.options.timeout.total_seconds()
            place.phase, place.raised = Phase.RUNNING, None

    def _leave(self, place: Place) -> None:
        with place.lock:
            if place.phase is Phase.RUNNING:
                place.phase = Phase.SETTLING
            if place.raised:
                # It may not have been delivered yet, and must not be delivered to what comes after the handler.
                _raise_in(threading.get_ident(), None)

    def _out_of_time(self, place: Place) -> None:
        """Raise in the handler; if that was done before and did not help, settle its job and open a new place."""
        with place.lock:
            if place.phase is not Phase.RUNNING:
                return
            if place.raised is None and place.thread:
                place.raised, place.deadline = JobTimedOut, time.monotonic() + LAST_CHANCE_SECONDS
                _raise_in(place.thread.ident or 0, JobTimedOut)
                return
        if claim := self._lose(place, JobTimedOut):
            error = JobTimedOut(f"it did not stop {claim.run.options.timeout} after it began, and is still running in its thread")
            self._desk.hand_in(Ended(claim=claim, outcome=verdict(claim.run, error), began=place.began, ended=time.time()))

    def _lose(self, place: Place, error: type[BaseException]) -> Claim | None:
        """Take the job out of this place for good. Its thread ends when its handler does; until then it is only memory."""
        with place.lock:
            if place.phase not in (Phase.GIVEN, Phase.RUNNING):
                return None
            if place.phase is Phase.RUNNING and place.thread:
                place.raised = error
                _raise_in(place.thread.ident or 0, error)
            place.phase = Phase.LOST
        place.inbox.put(None)
        self._places.remove(place)
        return place.claim


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Raise in another thread at its next bytecode, or take back what was not raised yet (CPython C API, PyThreadState_SetAsyncExc)."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error) if error else None)
