"""Keeps the CPUs of a virtual machine awake. One that falls idle between two jobs is lent to other machines, and comes back late and cold.

What turns here is of the lowest class there is (`SCHED_IDLE`): whatever else wants the CPU has it at once.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from config.bench import idle_loop
from config.dev.guardian import Guardian

CAN = hasattr(os, "SCHED_IDLE")
"""On Linux alone."""


@contextmanager
def awake(guardian: Guardian) -> Iterator[None]:
    """Inside the block no CPU that is ours falls idle."""
    loops = [
        subprocess.Popen([sys.executable, "-I", "-S", idle_loop.__file__, str(cpu)], stdin=subprocess.DEVNULL, process_group=guardian.group)
        for cpu in sorted(os.sched_getaffinity(0))
    ]
    try:
        yield
    finally:
        for process in loops:
            process.kill()
            process.wait()
