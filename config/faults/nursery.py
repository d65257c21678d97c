"""A process that has loaded Django and forks the others: a worker that replaces a killed one works soon, not after a second.

Without it a storm of kills would only ever hit workers that are still starting. It reads orders from stdin, a line of JSON each,
and answers each with a line: the id of a new process, or the exit codes of those that ended.
"""

import os
import random
import signal
import sys
import time
import traceback
from typing import NoReturn

import django
import msgspec
import time_machine
from django.core.management import execute_from_command_line, load_command_class

from config.faults.orders import Mailing, Manage, Order, Produce, Tell
from config.faults.produce import produce

django.setup()  # models cannot be imported before

from config.faults.mailing import accept  # noqa: E402


def main() -> None:
    load_command_class("background", "rqworker")  # a worker that has to load it begins a third later
    for line in sys.stdin.buffer:
        order = msgspec.json.decode(line, type=Order.__value__)
        answer = _ended() if isinstance(order, Tell) else _start(order)
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.flush()


def _start(order: Manage | Produce | Mailing) -> int:
    pid = os.fork()
    if pid == 0:
        _become(order)
    return pid


def _become(order: Manage | Produce | Mailing) -> NoReturn:
    status = 1
    try:
        _take_leave(order.log)
        match order:
            case Produce():
                produce(order.batch)
            case Mailing():
                accept(order.mails)
            case Manage():
                if order.clock_ahead:
                    time_machine.travel(time.time() + order.clock_ahead, tick=True).start()
                execute_from_command_line(["manage.py", *order.words])
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _take_leave(log: str) -> None:
    """Nothing is shared with the nursery but its memory."""
    random.seed()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    silence = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for old, new in ((silence, 0), (written, 1), (written, 2)):
        os.dup2(old, new)


def _ended() -> dict[int, int]:
    """Exit codes of those that ended since the last time, negative for signals."""
    ended: dict[int, int] = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if not pid:
            return ended
        ended[pid] = os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    main()
