"""Jobs in threads of the worker's own process."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
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
from background.rq_adapter.worker.place import Call, Phase, Place
from background.rq_adapter.worker.tempo import Tempo
from background.rq_adapter.worker.tray import Tray

log = logging.getLogger("background.worker")

LOOK_EVERY = 0.005
"""Seconds after which a job that was thought to be swift is not, and somebody else takes up what its thread would have done next."""


class ThreadSlots:
    """A pool of threads, each with its own database connections and its own way to Redis.

    The threads share a tray of jobs. A thread whose job is a swift one keeps at the tray alone, and settles several together: to wake
    others would take longer than the work. Before a job that may take longer it stands aside for the next thread.
    """

    def __init__(self, number: int, make_desk: Callable[[], Desk], wake: Callable[[], None]) -> None:
        self.number = number
        self._make_desk = make_desk
        self._desk = make_desk()
        self._wake = wake
        self._lock = threading.Lock()
        self._tray = Tray(number)
        self._tempo = Tempo()
        self._places: list[Place] = []
        self._parked: list[Place] = []
        self._is_watched = False

    def free(self) -> int:
        """None while a thread is at the tray: it takes what there is."""
        with self._lock:
            return 0 if self._is_attended() else self.number - len(self._tray.unsettled)

    def start(self, claim: Claim) -> None:
        with self._lock:
            self._tray.put([claim])
        try:
            self._call_somebody()
        except RuntimeError as error:
            raise WorkerFailed(f"no thread can be started: {error}") from error

    def tend(self) -> float | None:
        for place in list(self._places):
            if not place.interrupt():
                self._settle_without(place)
        self._relieve()
        due = min((place.due for place in self._places), default=inf) - time.monotonic()
        soon = LOOK_EVERY if self._is_watched else inf
        return None if (seconds := min(due, soon)) == inf else max(0.0, seconds)

    def ears(self) -> list[int]:
        return []  # the threads wake the loop themselves

    def held(self) -> Iterable[Claim]:
        with self._lock:
            return list(self._tray.unsettled.values())

    def cancel(self, claim: Claim, reason: str) -> None:
        with self._lock:
            if claim in self._tray.ready:
                cancellation.request(claim.execution, reason)
        for place in self._places:
            place.cancel(claim.execution, reason)

    def abandon(self) -> None:
        with self._lock:
            waiting, ended = self._tray.clear()
        running = [claim for place in list(self._places) if (claim := self._lose(place, HandedBack))]
        for claim in reversed([*running, *waiting]):  # to the head of the line, so that the first is the first again
            self._desk.hand_back(claim)
        for each in ended:
            self._desk.hand_in(each)

    def close(self) -> None:
        for place in self._places:
            place.inbox.put(Call.LEAVE)
        for place in self._places:
            if place.thread:
                place.thread.join(timeout=2)

    def _is_attended(self) -> bool:
        return any(place.is_at_tray for place in self._places)

    def _call_somebody(self) -> None:
        """Let a thread see to the tray, if there is work and none does.

        Raises:
            RuntimeError: no more threads can be started.
        """
        with self._lock:
            if not self._tray.has_work or self._is_attended():
                return
            place = self._parked.pop() if self._parked else self._open_place()
            place.is_at_tray = True
        place.inbox.put(Call.WORK)

    def _open_place(self) -> Place:
        place = Place()
        place.thread = threading.Thread(target=self._serve, args=(place,), name=f"slot-{len(self._places) + 1}", daemon=True)
        place.thread.start()
        self._places.append(place)
        return place

    def _serve(self, place: Place) -> None:
        desk = self._make_desk()
        try:
            while place.inbox.get() is Call.WORK:
                close_old_connections()  # while there was no job, they may have grown old
                self._work_through(place, desk)
        except Exception:
            log.exception("thread broke down, another takes its place")
            self._give_up(place)
        finally:
            connections.close_all()
            desk.close()

    def _give_up(self, place: Place) -> None:
        with self._lock, suppress(ValueError):  # one that was lost is not there any more
            self._places.remove(place)
        self._wake()

    def _work_through(self, place: Place, desk: Desk) -> None:
        """This job, and then every next one, until there is none."""
        while claim := self._next(place, desk):
            self._make_way(place, claim)
            announce(claim.run.event(Kind.ACTIVE))
            outcome = _attempt(place, claim)
            if outcome is None or place.phase is Phase.LOST:
                return
            self._end(place, Ended(claim=claim, outcome=outcome, began=place.began, ended=time.time()))
        self._wake()

    def _next(self, place: Place, desk: Desk) -> Claim | None:
        """The next job; what must be settled is, and when there is nothing to do the thread may rest."""
        while True:
            with self._lock:
                if claim := self._tray.next():
                    place.give(claim)
                    return claim
                ended, wanted = self._tray.lay_out()
            self._exchange(desk, ended, wanted)
            with self._lock:
                if not self._tray.has_work:
                    self._park(place)
                    return None

    def _exchange(self, desk: Desk, ended: list[Ended], wanted: int) -> None:
        claims: list[Claim] = []
        try:
            claims = desk.exchange_many(ended, wanted)
        finally:
            with self._lock:
                self._tray.take_in(ended, claims, wanted)

    def _park(self, place: Place) -> None:
        place.phase, place.is_at_tray = Phase.IDLE, False
        self._parked.append(place)

    def _make_way(self, place: Place, claim: Claim) -> None:
        """Before a job that takes its time somebody else is called to the tray; before a swift one it is enough that the loop watches."""
        if self.number == 1:
            return
        if not self._tempo.is_swift(claim.run.name):
            self._leave_tray(place)
        elif not self._is_watched:
            self._is_watched = True
            self._wake()

    def _leave_tray(self, place: Place) -> None:
        with self._lock:
            place.is_at_tray = False
        try:
            self._call_somebody()
        except RuntimeError as error:
            log.warning("no thread can be started, jobs wait for another", extra={"error": str(error)})

    def _end(self, place: Place, ended: Ended) -> None:
        seconds = ended.ended - ended.began
        self._tempo.note(ended.claim.run.name, seconds)
        with self._lock:
            place.is_at_tray = True
            self._tray.end(ended, is_swift=self.number > 1 and self._tempo.is_swift(ended.claim.run.name))

    def _relieve(self) -> None:
        """Who is at the tray and busy with a job for long will not come back to it soon."""
        now = time.time()
        for place in self._places:
            if place.is_at_tray and place.phase is Phase.RUNNING and now - place.began > LOOK_EVERY and self.number > 1:
                self._leave_tray(place)
        self._is_watched = self._is_attended()

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
            with self._lock:
                self._places.remove(place)
                self._tray.forget(claim)
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
