"""The worker processes of one measurement: real ones, ended whatever happens."""

import subprocess
import time
from types import TracebackType
from typing import Self

from config.bench import marks
from config.bench.errors import CannotMeasure
from config.bench.room import Room
from config.bench.systems import System
from config.dev.guardian import Guardian
from config.env import ROOT

STOP_SECONDS = 2.0
LONGEST_SILENCE = 30.0


class Crew:
    """So many workers of a system, for as long as the block lasts."""

    def __init__(self, room: Room, system: System, processes: int) -> None:
        self._room = room
        self._system = system
        self._count = processes
        self._log = room.folder / "workers.log"
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self._guardian = Guardian(patience=STOP_SECONDS)
        try:
            with self._log.open("wb") as log:
                for number in range(self._count):
                    self._processes.append(self._start(number, log.fileno()))
        except BaseException:
            self._guardian.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._guardian.close()
        for process in self._processes:
            process.wait()

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def wait_for(self, jobs: int) -> None:
        """Until so many marks are there.

        Raises:
            CannotMeasure: a worker ended, or nothing happens any more.
        """
        seen, seen_at = 0, time.monotonic()
        while (done := marks.count(self._room.marks)) < jobs:
            if done > seen:
                seen, seen_at = done, time.monotonic()
            self._must_live()
            if time.monotonic() - seen_at > LONGEST_SILENCE:
                raise CannotMeasure(
                    f"{self._system.name} ran {done} of {jobs} jobs, then none for {LONGEST_SILENCE:.0f} s: {self._last_words()}"
                )
            time.sleep(0.01)

    def _start(self, number: int, log: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [word.format(number=number) for word in self._system.worker],
            cwd=ROOT,
            env={**self._room.environment(), **self._system.environment, marks.WORKER: str(number), marks.WORKERS: str(self._count)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            process_group=self._guardian.group,
        )

    def _must_live(self) -> None:
        if any(process.poll() is not None for process in self._processes):
            raise CannotMeasure(f"a worker of {self._system.name} ended by itself: {self._last_words()}")

    def _last_words(self) -> str:
        lines = [line.strip() for line in self._log.read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1] if lines else "it said nothing"
