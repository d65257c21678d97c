"""The processes of a running project: started, listened to, and ended together."""

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from config.dev.guardian import Guardian
from config.dev.screen import Screen
from config.env import ROOT

STOP_SECONDS = 8.0


class Children:
    """Our child processes by name. Leaving the block ends all of them, and so does our own death."""

    def __init__(self, screen: Screen, *, patience: float = STOP_SECONDS) -> None:
        self._screen = screen
        self._patience = patience
        self._commands: dict[str, tuple[Sequence[str], tuple[int, ...]]] = {}
        self._processes: dict[str, subprocess.Popen[str]] = {}
        self._readers: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._guardian = Guardian(patience=self._patience)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._guardian.close()
        for process in self._processes.values():
            process.wait()
        for reader in self._readers:
            reader.join(timeout=1)

    def start(self, name: str, command: Sequence[str], *, keep: tuple[int, ...] = ()) -> None:
        """Run a command; `keep` are the file descriptors that it inherits."""
        self._commands[name] = command, keep
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=keep,
            process_group=self._guardian.group,
        )
        self._processes[name] = process
        reader = threading.Thread(target=self._show, args=(name, process), name=f"output of {name}", daemon=True)
        self._readers.append(reader)
        reader.start()

    def start_again(self, name: str) -> None:
        """Run the command of a child that has ended once more."""
        command, keep = self._commands[name]
        self.start(name, command, keep=keep)

    def missing(self) -> list[str]:
        """The names of those that were told to be lost and have not been started again."""
        return [name for name in self._commands if name not in self._processes]

    def lost(self) -> list[str]:
        """One line for each child that has ended by itself since this was last asked."""
        gone = {name: process for name, process in self._processes.items() if process.poll() is not None}
        for name in gone:
            del self._processes[name]
        return [f"{name} stopped by itself ({manner(process.returncode)}); its last lines are above" for name, process in gone.items()]

    def _show(self, name: str, process: subprocess.Popen[str]) -> None:
        if process.stdout:
            with process.stdout as lines:
                for line in lines:
                    self._screen.output(name, line.rstrip())


def manner(code: int) -> str:
    """How a process ended, for people."""
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
