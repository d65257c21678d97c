"""The threads of a worker, and who of them is at the tray that they share."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from django.db import close_old_connections, connections

from background.engine.events import Kind
from background.rq_adapter.claims import Claim
from background.rq_adapter.worker.desk import Desk
from background.rq_adapter.worker.ended import Ended
from background.rq_adapter.worker.interruptible import attempt
from background.rq_adapter.worker.place import Call, Phase, Place
from background.rq_adapter.worker.tempo import Tempo
from background.rq_adapter.worker.tray import Tray

log = logging.getLogger("background.worker")

LOOK_EVERY = 0.005
"""Seconds after which a job that was thought to be swift is not, and somebody else takes up what its thread would have done next."""


class Crew:
    """Threads, each with its own database connections and its own way to Redis.

    One of them at most is at the tray. While the jobs on it are swift ones it runs them all, and settles several together: to wake others
    would take longer than the work. Before a job that may take longer it leaves the tray to the next thread.

    Attributes:
        lock: held by whoever touches the tray or the places.
        attendant: whose thread is at the tray.
        is_watched: whether the worker's loop looks every `LOOK_EVERY` seconds if somebody at the tray is held up.
    """

    def __init__(self, number: int, make_desk: Callable[[], Desk], wake: Callable[[], None]) -> None:
        self.lock = threading.Lock()
        self.tray = Tray(number)
        self.places: list[Place] = []
        self.attendant: Place | None = None
        self.is_watched = False
        self._is_alone = number == 1
        self._make_desk = make_desk
        self._wake = wake
        self._tempo = Tempo()
        self._parked: list[Place] = []

    def call_somebody(self) -> None:
        """Let a thread see to the tray, if there is work and none does.

        Raises:
            RuntimeError: no more threads can be started.
        """
        with self.lock:
            if not self.tray.has_work or self.attendant:
                return
            place = self.attendant = self._parked.pop() if self._parked else self._open_place()
        place.inbox.put(Call.WORK)

    def _open_place(self) -> Place:
        place = Place()
        place.thread = threading.Thread(target=self._serve, args=(place,), name=f"slot-{len(self.places) + 1}", daemon=True)
        place.thread.start()
        self.places.append(place)
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
        with self.lock, suppress(ValueError):  # one that was lost is not there any more
            self.remove(place)
        self._wake()

    def remove(self, place: Place) -> None:
        """It takes no more jobs. Whoever calls this holds the lock."""
        self._step_aside(place)
        self.places.remove(place)

    def _step_aside(self, place: Place) -> None:
        if self.attendant is place:
            self.attendant = None

    def _work_through(self, place: Place, desk: Desk) -> None:
        """This job, and then every next one, until there is none or another thread sees to them."""
        while claim := self._next(place, desk):
            self._make_way(place, claim)
            claim.run.tell(Kind.ACTIVE)
            outcome = attempt(place, claim)
            if outcome is None or place.phase is Phase.LOST:
                return
            self._end(place, Ended(claim=claim, outcome=outcome, began=place.began, ended=time.time()))
        if not self.attendant:
            self._wake()

    def _next(self, place: Place, desk: Desk) -> Claim | None:
        """The next job; what must be settled is. None when there is nothing to do, or somebody else at the tray to do it."""
        while True:
            with self.lock:
                if self.attendant is not place and (self.attendant or not self.tray.has_work):
                    self._park(place)
                    return None
                self.attendant = place
                if claim := self.tray.next(self._tempo.is_swift):
                    place.give(claim)
                    return claim
                ended, wanted = self.tray.lay_out()
            self._exchange(desk, ended, wanted)
            if not self.tray.has_work:
                self._step_aside(place)

    def _exchange(self, desk: Desk, ended: list[Ended], wanted: int) -> None:
        claims: list[Claim] = []
        try:
            claims = desk.exchange_many(ended, wanted)
        finally:
            with self.lock:
                self.tray.take_in(ended, claims, wanted)

    def _park(self, place: Place) -> None:
        self._step_aside(place)
        place.phase = Phase.IDLE
        self._parked.append(place)

    def _make_way(self, place: Place, claim: Claim) -> None:
        """Before a job that takes its time somebody else is called to the tray; before a swift one it is enough that the loop watches."""
        if self._is_alone:
            return
        if not self._tempo.is_swift(claim.run.name):
            self._leave_tray(place)
        elif not self.is_watched:
            self.is_watched = True
            self._wake()

    def _leave_tray(self, place: Place) -> None:
        with self.lock:
            self._step_aside(place)
        try:
            self.call_somebody()
        except RuntimeError as error:
            log.warning("no thread can be started, jobs wait for another", extra={"error": str(error)})

    def _end(self, place: Place, ended: Ended) -> None:
        """Lay down how it ended, for this thread to settle or for whoever came to the tray meanwhile."""
        self._tempo.note(ended.claim.run.name, ended.ended - ended.began)
        with self.lock:
            self.tray.end(ended, is_swift=not self._is_alone and self._tempo.is_swift(ended.claim.run.name))

    def relieve(self) -> None:
        """Who is at the tray and busy with a job for long will not come back to it soon."""
        if self._is_alone:
            return
        now, place = time.time(), self.attendant
        if place and place.phase is Phase.RUNNING and now - place.began > LOOK_EVERY and place.claim:
            self._tempo.note(place.claim.run.name, now - place.began)
            self._leave_tray(place)
        self._tempo.doubt()
        self.is_watched = self.attendant is not None
