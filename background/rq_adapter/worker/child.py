"""A job in a process of its own, seen from inside."""

import ctypes
import logging
import os
import signal
import sys
from typing import NoReturn

import msgspec

from background.engine import cancellation
from background.engine.run import Run
from background.rq_adapter.worker import page_urls
from background.rq_adapter.worker.bounds import attempt
from background.rq_adapter.worker.signals import CANCEL, STOP, let_go, noted

PR_SET_PDEATHSIG = 1
"""Linux, prctl(2)."""
HAS_URLS = 3
"""The exit status of a process whose job has run, and that has the URLs, from its parent or because it asked for one."""


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_decoder = msgspec.msgpack.Decoder(Run)


def run_and_exit(words: bytes, answer: int, parent: int) -> NoReturn:
    """Run the job, write its outcome to the pipe `answer`, and end without what a Python process does at its end."""
    status = 1
    try:
        os.setpgid(0, 0)
        die_with(parent)
        claimed = _decoder.decode(words)
        _hear_its_worker(claimed.execution)
        _write(answer, msgspec.msgpack.encode(attempt(claimed)))
        status = HAS_URLS if page_urls.are_loaded() else 0
    finally:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def die_with(parent: int, by: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel for a signal when the parent dies: else a second run could begin while this one lives."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, int(by))
    if os.getppid() != parent:
        os._exit(1)


def _hear_its_worker(execution: str) -> None:
    """Alone: what tells the worker to stop may be sent to its whole group or control group, and the job still has the worker's grace.

    A handler that does nothing, rather than SIG_IGN, so that the programs that the job starts can be stopped as ever.
    """
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(CANCEL, lambda *_: cancellation.request(execution))
    for number in STOP:
        signal.signal(number, noted)
    let_go(*STOP, CANCEL)


def _write(pipe: int, answer: bytes) -> None:
    while answer:
        answer = answer[os.write(pipe, answer) :]
    os.close(pipe)
