"""How many mails a process has given away to a server without knowing what became of them: as many it may send twice when it is killed."""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

NEAR_SECONDS = 0.001
"""A server that answers sooner is next door: there one mail after the other is as fast as several at once."""
ENOUGH_SAMPLES = 8
"""A busy machine makes single ones long."""
WORTH_A_SECOND = 3_000
"""Mails; so many the window lets through to a server that is further away, if it is only its distance that takes time."""
PATIENCE_SECONDS = 0.5
SLOW_FOR_SECONDS = 30.0
"""A server that has had a mail for so long without a word takes its time over each one, to look for viruses say. For this long nobody
waits for it any more."""
LOOKS = 10
"""So often, each time for `PATIENCE_SECONDS`, a place is waited for whose holder is not waiting for the server: it writes down what that
said, and as long as it does, a mail more given away would be one more that a killed process sends twice."""
TURN_SECONDS = 0.02
"""So long a connection keeps its place, if all its mails are at hand: a code that waits behind as many as eight of them is not late."""


class Window:
    """One place for each mail that is given away, which is left after the answer has been written down."""

    def __init__(self) -> None:
        self._round_trip = math.inf
        self._samples = 0
        self._taken = 0
        self._slow_until = 0.0
        self._given_away: dict[Turn, float] = {}
        self._changed = threading.Condition()

    @property
    def size(self) -> float:
        if time.monotonic() < self._slow_until:
            return math.inf
        if self._samples < ENOUGH_SAMPLES or self._round_trip < NEAR_SECONDS:
            return 1
        return math.ceil(self._round_trip * WORTH_A_SECOND)

    def learn(self, round_trip: float) -> None:
        """In so many seconds the server has answered to what is no work; the shortest time tells how far away it is."""
        with self._changed:
            self._round_trip = min(self._round_trip, round_trip)
            self._samples += 1
            self._changed.notify_all()

    @contextmanager
    def turn(self) -> Iterator["Turn"]:
        """For the mails of one connection."""
        turn = Turn(self)
        try:
            yield turn
        finally:
            turn.close()

    def enter(self) -> None:
        """Waits for a place, but not for ever."""
        with self._changed:
            for _ in range(LOOKS):
                if self._changed.wait_for(lambda: self._taken < self.size, timeout=PATIENCE_SECONDS):
                    break
                if self._is_server_silent():
                    self._slow_until = time.monotonic() + SLOW_FOR_SECONDS
                    self._changed.notify_all()
            self._taken += 1

    def leave(self) -> None:
        with self._changed:
            self._taken -= 1
            self._changed.notify()

    def given_away(self, turn: "Turn") -> None:
        with self._changed:
            self._given_away[turn] = time.monotonic()

    def answered(self, turn: "Turn") -> None:
        with self._changed:
            self._given_away.pop(turn, None)

    def _is_server_silent(self) -> bool:
        return any(time.monotonic() - since >= PATIENCE_SECONDS for since in self._given_away.values())


class Turn:
    """The place of one connection. It is kept for the next mail where that follows at once: to hand it from thread to thread after
    each one costs the processor nearly what a mail does. Whose mails come one by one leaves it each time, for nobody is to wait for
    what is not there yet."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._is_inside = self._is_slow = False
        self._began = self._ended = -math.inf

    def begin(self) -> None:
        """Before a mail is given away."""
        self._is_slow = time.monotonic() - self._ended > TURN_SECONDS
        if not self._is_inside:
            self._window.enter()
            self._is_inside = True
            self._began = time.monotonic()
        self._window.given_away(self)

    def answered(self) -> None:
        """The server has said what becomes of it."""
        self._window.answered(self)

    def end(self) -> None:
        """After its answer has been written down."""
        self._ended = time.monotonic()
        if self._is_slow or self._ended - self._began > TURN_SECONDS:
            self._leave()

    def close(self) -> None:
        """Whatever became of the last mail, it is not waited for any more."""
        self.answered()
        self._leave()

    def _leave(self) -> None:
        if self._is_inside:
            self._is_inside = False
            self._window.leave()
