"""Jobs in threads of the worker's own process."""

import time
from collections.abc import Callable, Iterable
from math import inf

from background.engine import cancellation
from background.engine.run import verdict
from background.engine.timeouts import HandedBack
from background.exceptions import WorkerFailed
from background.rq_adapter.claims import Claim
from background.rq_adapter.worker.crew import LOOK_EVERY, Crew
from background.rq_adapter.worker.desk import Desk
from background.rq_adapter.worker.ended import Ended
from background.rq_adapter.worker.place import Call, Place


class ThreadSlots:
    """What the loop sees of a crew of threads."""

    def __init__(self, number: int, make_desk: Callable[[], Desk], wake: Callable[[], None]) -> None:
        self.number = number
        self._desk = make_desk()
        self._crew = Crew(number, make_desk, wake)

    def free(self) -> int:
        """None while a thread is at the tray: it takes what there is."""
        with self._crew.lock:
            return 0 if self._crew.attendant else max(0, self.number - len(self._crew.tray.unsettled))

    def start(self, claim: Claim) -> None:
        with self._crew.lock:
            self._crew.tray.put([claim])
        try:
            self._crew.call_somebody()
        except RuntimeError as error:
            raise WorkerFailed(f"no thread can be started: {error}") from error

    def tend(self) -> float | None:
        for place in list(self._crew.places):
            if not place.interrupt():
                self._settle_without(place)
        self._crew.relieve()
        due = min((place.due for place in self._crew.places), default=inf) - time.monotonic()
        soon = LOOK_EVERY if self._crew.is_watched else inf
        return None if (seconds := min(due, soon)) == inf else max(0.0, seconds)

    def ears(self) -> list[int]:
        return []  # the threads wake the loop themselves

    def held(self) -> Iterable[Claim]:
        with self._crew.lock:
            return list(self._crew.tray.unsettled.values())

    def cancel(self, claim: Claim, reason: str) -> None:
        with self._crew.lock:
            if claim in self._crew.tray.ready:
                cancellation.request(claim.execution, reason)
        for place in self._crew.places:
            place.cancel(claim.execution, reason)

    def abandon(self) -> None:
        with self._crew.lock:
            waiting, ended = self._crew.tray.clear()
        running = [claim for place in list(self._crew.places) if (claim := self._lose(place, HandedBack))]
        for claim in reversed([*running, *waiting]):  # to the head of the line, so that the first is the first again
            self._desk.hand_back(claim)
        for each in ended:
            self._desk.hand_in(each)

    def close(self) -> None:
        for place in self._crew.places:
            place.inbox.put(Call.LEAVE)
        for place in self._crew.places:
            if place.thread:
                place.thread.join(timeout=2)

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
            with self._crew.lock:
                self._crew.remove(place)
                self._crew.tray.forget(claim)
        return claim
