"""Several workers under one process, which starts another for each that ends."""

import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from math import inf
from multiprocessing.connection import wait
from typing import NoReturn

from django.db import connections

from background.exceptions import WorkerFailed
from background.rq_adapter.worker.child import die_with
from background.rq_adapter.worker.signals import STOP, Signals, forget_the_parents_signals, hold, let_go

log = logging.getLogger("background.worker")

YOUNG_SECONDS = 5.0
"""A worker that ends sooner than this is not replaced at once."""
LONGEST_WAIT = 30.0
MOST_FAILURES = 5
"""The pool gives up when so many workers in a row said, while they were young, that they cannot go on."""
OVERTIME_SECONDS = 10.0
"""A worker that is still there so long after the end of its grace is killed."""


class Pool:
    """Its own process runs no job, so that it starts clean workers however long it lives.

    Args:
        number: of workers.
        work: what each of them does; called in a process of its own.
        replaces: whether another is started for one that ends.
        grace_seconds: in which a worker that is told to stop ends by itself.
    """

    def __init__(self, number: int, work: Callable[[], object], *, replaces: bool, grace_seconds: float) -> None:
        self.number = number
        self._work = work
        self._replaces = replaces
        self._grace = grace_seconds
        self._began: dict[int, float] = {}
        self._told = self._bad_ends = self._early_ends = self._failures = 0
        self._not_before = self._kill_at = -inf

    def run(self) -> None:
        """Until told to stop; where nobody is replaced, until all have ended.

        Raises:
            WorkerFailed: one worker after another cannot go on; or, where nobody is replaced, one could not.
        """
        gc.freeze()  # what is not looked at by the workers' collectors stays shared with them
        with Signals() as signals:
            self._start(self.number, signals)
            while self._began or (self._replaces and not self._told):
                wait([signals.fileno()], 0.5)
                signals.drain()
                self._reap()
                self._pass_on(signals.stops or self._gives_up)
                if self._replaces and not self._told and time.monotonic() >= self._not_before:
                    self._start(self.number - len(self._began), signals)
        if self._gives_up or (self._bad_ends and not self._replaces):
            raise WorkerFailed("its workers cannot go on, for the reasons that they gave")

    @property
    def _gives_up(self) -> bool:
        return self._failures >= MOST_FAILURES

    def _start(self, number: int, signals: Signals) -> None:
        connections.close_all()  # a connection that two processes share serves neither
        for _ in range(number):
            if signals.stops:
                return
            hold(*STOP)
            parent, pid = os.getpid(), os.fork()
            if pid == 0:
                _serve(self._work, parent)
            let_go(*STOP)
            self._began[pid] = time.monotonic()
            log.info("worker started", extra={"pid": pid})

    def _pass_on(self, stops: int) -> None:
        """Each request to stop is one to every worker."""
        while self._told < stops:
            self._told += 1
            self._kill_at = time.monotonic() + OVERTIME_SECONDS + (self._grace if self._told == 1 else 0)
            self._send(signal.SIGTERM)
        if self._told and time.monotonic() >= self._kill_at:
            self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        for pid in self._began:
            os.kill(pid, number)

    def _reap(self) -> None:
        for pid in list(self._began):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._note_end(pid, os.waitstatus_to_exitcode(status))

    def _note_end(self, pid: int, code: int) -> None:
        """`code` is negative when a signal killed it."""
        lived = time.monotonic() - self._began.pop(pid)
        log.log(logging.WARNING if code else logging.INFO, "worker ended", extra={"pid": pid, "code": code, "seconds": round(lived, 1)})
        if code == 0 or lived >= YOUNG_SECONDS:
            self._early_ends = self._failures = 0
        else:
            self._early_ends += 1
            self._failures += code > 0
            self._not_before = time.monotonic() + min(LONGEST_WAIT, 0.5 * 2**self._early_ends)
        self._bad_ends += code != 0


def _serve(work: Callable[[], object], parent: int) -> NoReturn:
    status = 1
    try:
        os.setpgid(0, 0)  # Ctrl-C reaches the pool alone, which passes it on; twice would be in a hurry
        die_with(parent, signal.SIGTERM)
        forget_the_parents_signals()
        let_go(*STOP)
        work()
        status = 0
    except Exception as error:  # as `manage.py` says it
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
