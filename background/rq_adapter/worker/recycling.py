"""Lets a worker that has grown too large leave, so that its supervisor starts a fresh one."""

import logging

from background.exceptions import WorkerFailed
from background.rq_adapter.worker.gate import Gate
from background.rq_adapter.worker.memory import resident_mebibytes

log = logging.getLogger("background.worker")


class Recycling:
    """Looks at the memory of the worker's own process; what forked jobs take is theirs.

    Args:
        most: mebibytes, or None for any number.

    Raises:
        WorkerFailed: it takes more than that before it has done anything.
    """

    def __init__(self, gate: Gate, most: int | None) -> None:
        self.gate = gate
        self.most = most
        if self._is_too_large():
            raise WorkerFailed(f"--max-memory is {most} MiB, and a worker that has done nothing takes {resident_mebibytes()}")

    def look(self) -> None:
        """Shut the gate when it is time to leave."""
        if self._is_too_large() and not self.gate.is_full:
            self.gate.shut()
            log.info("worker leaves, it takes too much memory", extra={"mebibytes": resident_mebibytes(), "max_memory": self.most})

    def _is_too_large(self) -> bool:
        return self.most is not None and resident_mebibytes() > self.most
