"""A job in a process of its own, seen from inside."""

import ctypes
import logging
import os
import random
import signal
import sys
from typing import NoReturn

import msgspec

from background.engine import cancellation
from background.engine.outcome import Outcome
from background.engine.run import Run
from background.rq_adapter.worker.bounds import attempt
from background.rq_adapter.worker.signals import CANCEL, forget_the_parents_signals, let_go

PR_SET_PDEATHSIG = 1
"""Linux, prctl(2)."""


def run_and_exit(claimed: Run, answer: int, parent: int) -> NoReturn:
    """Run the job, write its outcome to the pipe `answer`, and end without what a Python process does at its end."""
    status = 1
    try:
        os.setpgid(0, 0)
        die_with(parent)
        forget_the_parents_signals()
        _hear_of_cancellation(claimed.execution)
        random.seed()
        _write(answer, attempt(claimed))
        status = 0
    finally:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def die_with(parent: int, by: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel for a signal when the parent dies: else a second run could begin while this one lives."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:
        os._exit(1)


def _hear_of_cancellation(execution: str) -> None:
    signal.signal(CANCEL, lambda *_: cancellation.request(execution))
    let_go(CANCEL)


def _write(answer: int, outcome: Outcome) -> None:
    with os.fdopen(answer, "wb") as pipe:
        pipe.write(msgspec.json.encode(outcome))
