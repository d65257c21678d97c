"""The process that starts the jobs' processes, seen from inside."""

import gc
import os
import select
import signal
import socket
import struct
import sys
from contextlib import suppress
from typing import NoReturn

from background.rq_adapter.worker import page_urls
from background.rq_adapter.worker.child import HAS_URLS, die_with, run_and_exit
from background.rq_adapter.worker.signals import CANCEL, STOP, forget_the_parents_signals, hold, noted

LENGTH = struct.Struct("=I")
"""Comes before a job, together with the pipe for its answer."""
REPORT = struct.Struct("=ciiq")
STARTED, REFUSED, ENDED = b"s", b"r", b"e"
"""What it reports: the id of a process that it started; why it could not (errno); of one that ended the id, the wait status, and the most
memory that it took, in bytes."""
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""getrusage(2): bytes on macOS, KiB elsewhere."""


def fork_on_request(door: socket.socket, parent: int) -> NoReturn:
    """Start and reap until the worker closes its side of the door."""
    try:
        os.setpgid(0, 0)
        die_with(parent)
        forget_the_parents_signals()
        hold(*STOP, CANCEL)  # what is sent to all the worker's processes is the worker's to answer; a child lets go of it
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.signal(signal.SIGCHLD, noted)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        page_urls.are_loaded()  # makes what answers this, which every child would make again
        gc.freeze()  # a collection would touch, and so copy, everything
        poller = select.poll()
        poller.register(door, select.POLLIN)
        poller.register(reader, select.POLLIN)
        is_open = True
        while is_open:
            for number, _ in poller.poll():
                if number == reader:
                    os.read(reader, 4096)
                    if HAS_URLS in _reap(door) and not page_urls.are_loaded():
                        page_urls.load()
                        gc.freeze()
                else:
                    is_open = _start(door)
    finally:
        os._exit(0)


def _start(door: socket.socket) -> bool:
    head, descriptors, _, _ = socket.recv_fds(door, LENGTH.size, 1)
    if not head:
        return False
    words = door.recv(LENGTH.unpack(head)[0], socket.MSG_WAITALL)
    parent = os.getpid()
    try:
        pid = os.fork()
    except OSError as error:
        door.sendall(REPORT.pack(REFUSED, error.errno or 0, 0, 0))
    else:
        if pid == 0:
            door.close()
            run_and_exit(words, descriptors[0], parent)
        with suppress(OSError):
            os.setpgid(pid, pid)  # both sides do it, because either may be first
        door.sendall(REPORT.pack(STARTED, pid, 0, 0))
    os.close(descriptors[0])
    return True


def _reap(door: socket.socket) -> set[int]:
    """Report who has ended; answers their exit statuses."""
    statuses = set()
    with suppress(ChildProcessError):
        while (ended := os.wait4(-1, os.WNOHANG))[0]:
            pid, status, used = ended
            door.sendall(REPORT.pack(ENDED, pid, status, used.ru_maxrss * MAXRSS_UNIT))
            statuses.add(os.waitstatus_to_exitcode(status))
    return statuses
