"""`python -m tests.dying_worker <function> <queue>`: a worker that is killed the moment it would call that function, by its dotted path."""

import os
import signal
import sys
from pkgutil import resolve_name

import django
from django.core.management import call_command


def _die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    path, queue = sys.argv[1:]
    django.setup()
    place, _, name = path.rpartition(".")
    setattr(resolve_name(place), name, _die)
    call_command("rqworker", queue, "--burst", "--slots", "1")
