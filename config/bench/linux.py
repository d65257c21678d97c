"""What Linux says of a process: its share of the memory, and the CPU time it used."""

from pathlib import Path

from config.bench.errors import CannotMeasure

KIB_IN_MIB = 1024
NANOSECONDS = 1e9


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
    """Of all its threads, to the nanosecond. The ticks of `stat` are too coarse for a process that hardly runs.

    Raises:
        CannotMeasure: this is not a Linux that tells.
    """
    threads = list(Path(f"/proc/{pid}/task").glob("*/schedstat"))
    if not threads:
        raise CannotMeasure(f"/proc/{pid}/task/*/schedstat is not there: CPU time is measured on Linux only")
    return sum(int(_read(thread).split()[0]) for thread in threads) / NANOSECONDS


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as error:
        raise CannotMeasure(f"{path} cannot be read ({error.strerror}): this is measured on Linux only") from error
