"""Waits for a parent to be gone, then ends what the parent left running: the program of `guardian.Guardian`.

It leads a process group that the parent's children join, so there is no moment in which a child runs unguarded. The
parent is gone when the pipe on our stdin ends; a fork of the parent may keep that pipe open, so its id is watched too.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

KILL_SECONDS = 3.0


def main(parent: int, patience: float, leftovers: list[Path]) -> None:
    for unwanted in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(unwanted, signal.SIG_IGN)
    _wait_until_gone(parent)
    _living()
    # Only the parent's own children are asked. They know how to end theirs, and what these may still finish.
    _send(_group(), signal.SIGTERM)
    _wait_for_the_end(patience)
    _send(_living(), signal.SIGKILL)
    _wait_for_the_end(KILL_SECONDS)
    for path in leftovers:
        _remove(path)


def _wait_until_gone(parent: int) -> None:
    while os.getppid() == parent:
        ready, _, _ = select.select([0], [], [], 1.0)
        if ready and not os.read(0, 64):
            return


_family: set[int] = set()


def _wait_for_the_end(patience: float) -> None:
    deadline = time.monotonic() + patience
    while _living() and time.monotonic() < deadline:
        time.sleep(0.02)


def _group() -> set[int]:
    return {process for process, (_, group) in _processes() if group == os.getpgrp()} - {os.getpid()}


def _living() -> set[int]:
    """Our group and its descendants. A child that made a group of its own is remembered after its parent is gone."""
    processes = dict(_processes())
    _family.update(process for process, (_, group) in processes.items() if group == os.getpgrp())
    while new := {process for process, (parent, _) in processes.items() if parent in _family} - _family:
        _family.update(new)
    _family.intersection_update(processes)
    return _family - {os.getpid()}


def _processes() -> Iterator[tuple[int, tuple[int, int]]]:
    """Every process as (id, (parent, group)), without zombies and without the `ps` that we ourselves run."""
    for line in _linux_table() if Path("/proc/self/stat").exists() else _other_table():
        process, state, parent, group = line.split()[:4]
        if not state.startswith("Z") and int(parent) != os.getpid():
            yield int(process), (int(parent), int(group))


def _linux_table() -> Iterator[str]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                process, _, rest = (entry / "stat").read_text(errors="replace").partition(" (")
            except OSError:
                continue
            yield f"{process} {rest.rpartition(')')[2]}"


def _other_table() -> list[str]:
    command = ["/bin/ps", "-A", "-o", "pid=,state=,ppid=,pgid="]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()


def _send(processes: set[int], by: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(process, by)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.rmdir() if path.is_dir() else path.unlink()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), [Path(argument) for argument in sys.argv[3:]])
