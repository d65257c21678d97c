"""No process outlives the one that started it, even if that one is killed and can clean up nothing."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from config.dev import orphans


class Guardian:
    """A small process that ends a process group when we are gone.

    Start children with `process_group=guardian.group` and they are guarded from their first moment. `leftovers` are
    files and empty folders that it removes at the end. After `patience` seconds children that do not stop are killed.
    """

    def __init__(self, *, patience: float, leftovers: Iterable[Path] = ()) -> None:
        command = [sys.executable, "-I", "-S", orphans.__file__, str(os.getpid()), str(patience), *map(str, leftovers)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, process_group=0)

    @property
    def group(self) -> int:
        return self._process.pid

    def close(self) -> None:
        """End what still runs in the group; answers when nothing is left."""
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
