"""The processes of a run, all started by the nursery and all ended with it."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

import msgspec

from config.dev.guardian import Guardian
from config.env import ROOT
from config.faults import witness
from config.faults.errors import CannotRun
from config.faults.orders import Batch, Mailing, Manage, Order, Produce, Tell
from config.rig.room import Room

STOP_SECONDS = 0.5


class Crew:
    """Starts, kills and counts. Whatever happens, nothing of it outlives the block.

    Args:
        has_ledger: whether its jobs are rows in a database, too.
        told: what its processes find in their environment, besides.
    """

    def __init__(self, room: Room, *, lease_seconds: int, has_ledger: bool = False, told: Mapping[str, str] | None = None) -> None:
        self._room = room
        self._has_ledger = has_ledger
        self._told = told or {}
        self._lease_seconds = lease_seconds
        self._log = room.folder / "processes.log"
        self._living: set[int] = set()
        self.exits: dict[int, int] = {}
        """How each process ended: its exit code, or a signal as a negative number."""

    def __enter__(self) -> Self:
        self._guardian = Guardian(patience=STOP_SECONDS)
        with self._log.open("ab") as log:
            self._nursery = subprocess.Popen(
                [sys.executable, "-m", "config.faults.nursery"],
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                process_group=self._guardian.group,
            )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._guardian.close()
        self._nursery.communicate()

    def manage(self, *words: str, clock_ahead: float = 0.0) -> int:
        """Run a command of `manage.py`; answers its process id."""
        return self._begin(Manage(words=words, log=str(self._log), clock_ahead=clock_ahead))

    def worker(self, isolation: str, *, slots: int = 1, grace: float = 25.0, clock_ahead: float = 0.0) -> int:
        words = ("rqworker", "left", "right", "--isolation", isolation, "--slots", str(slots), "--grace", str(grace), "--skip-checks")
        return self.manage(*words, clock_ahead=clock_ahead)

    def produce(self, batch: Batch) -> int:
        """Let a process of its own enqueue."""
        return self._begin(Produce(batch=batch, log=str(self._log)))

    def mailing(self, mails: int) -> int:
        """Let a process of its own accept a mailing to so many."""
        return self._begin(Mailing(mails=mails, log=str(self._log)))

    def living(self) -> set[int]:
        """The processes that have not ended."""
        ended = msgspec.convert(self._ask(Tell()), dict[int, int], strict=False)
        self.exits.update(ended)
        self._living.difference_update(ended)
        return set(self._living)

    def signal(self, pid: int, by: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, by)

    def kill_all(self) -> None:
        while living := self.living():
            for pid in living:
                self.signal(pid, signal.SIGKILL)

    def last_words(self) -> str:
        lines = [line.strip() for line in self._log.read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1] if lines else "they said nothing"

    def _begin(self, order: Order) -> int:
        pid = msgspec.convert(self._ask(order), int)
        self._living.add(pid)
        return pid

    def _ask(self, order: Order) -> object:
        stdin, stdout = self._nursery.stdin, self._nursery.stdout
        if not stdin or not stdout:
            raise CannotRun("the nursery has no pipes")
        try:
            stdin.write(msgspec.json.encode(order) + b"\n")
            stdin.flush()
            return msgspec.json.decode(stdout.readline())
        except (OSError, msgspec.DecodeError) as error:
            raise CannotRun(f"the process that starts the others ended: {self.last_words()}") from error

    def _environment(self) -> dict[str, str]:
        marks = {witness.FILE: str(self._room.folder / "witness"), witness.LEASE: str(self._lease_seconds)}
        return {**self._room.environment(), **marks, **({witness.LEDGER: "on"} if self._has_ledger else {}), **self._told}
