"""The recorder of one measurement: a real `manage.py jobs_ledger`."""

import subprocess
import sys
import time
from types import TracebackType
from typing import Any, Self

from config.bench.errors import CannotMeasure
from config.bench.stage import Stage
from config.bench.systems import System
from config.env import ROOT

EVENTS, GROUP = "rq:events", b"ledger"
LONGEST_SECONDS = 60.0


class Recorder:
    """Writes down what happens, for as long as the block lasts, where the system has a ledger."""

    def __init__(self, stage: Stage, system: System) -> None:
        self._stage = stage
        self._system = system
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if self._system.environment:
            environment = {**self._stage.room.environment(), **self._system.environment}
            with (self._stage.room.folder / "recorder.log").open("wb") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "manage.py", "jobs_ledger"],
                    cwd=ROOT,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    process_group=self._stage.guardian.group,
                )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    def catch_up(self) -> float:
        """Wait until all that has happened is written down; how many seconds that took.

        Raises:
            CannotMeasure: it ended, or takes too long.
        """
        if not self._process:
            return 0.0
        began = time.monotonic()
        while not self._is_done():
            if self._process.poll() is not None or time.monotonic() - began > LONGEST_SECONDS:
                raise CannotMeasure("the recorder ended by itself, or does not come to an end")
            time.sleep(0.02)
        return time.monotonic() - began

    def _is_done(self) -> bool:
        redis = self._stage.room.redis
        groups: Any = redis.xinfo_groups(EVENTS) if redis.exists(EVENTS) else []
        return any(group["name"] == GROUP and group["pending"] == group["lag"] == 0 for group in groups)
