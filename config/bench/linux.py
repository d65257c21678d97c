"""What Linux says of a process: its share of the memory, and the CPU time it used."""

import time
from pathlib import Path

from config.bench.errors import CannotMeasure

KIB_IN_MIB = 1024
_SCHEDULED = 2
"""The clock of the time for which a process was on a CPU (CPUCLOCK_SCHED in the kernel)."""


def pss_mib(pid: int) -> float:
    """Proportional set size: its own pages, and its share of those that it shares with others.

    Raises:
        CannotMeasure: this is not a Linux that tells.
    """
    for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        name, *values = line.split()
        if name == "Pss:":
            return int(values[0]) / KIB_IN_MIB
    raise CannotMeasure("the kernel tells no Pss in smaps_rollup")


def cpu_seconds(pid: int) -> float:
    """Of all its threads, also ended ones, to the nanosecond. The ticks of `stat` are too coarse for a process that hardly runs.

    Raises:
        CannotMeasure: there is no such process, or this is not a Linux that tells.
    """
    clock = ~pid << 3 | _SCHEDULED  # as clock_getcpuclockid(3) makes it
    try:
        return time.clock_gettime(clock)
    except OSError as error:
        raise CannotMeasure(f"the CPU time of process {pid} cannot be read ({error.strerror}): it is measured on Linux only") from error


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as error:
        raise CannotMeasure(f"{path} cannot be read ({error.strerror}): this is measured on Linux only") from error
