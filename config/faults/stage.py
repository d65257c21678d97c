"""What a run works with: an empty Redis, processes to break, and the witness that tells what really happened."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from config.faults import witness
from config.faults.crew import Crew
from config.faults.errors import CannotRun
from config.faults.extent import Extent
from config.faults.orders import Batch
from config.rig import room as rig

LOOK_SECONDS = 0.02
PATIENCE_SECONDS = 120.0
"""Far longer than a busy machine takes for what is not promised within any time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    room: rig.Room
    crew: Crew
    extent: Extent
    tell: Callable[[str], None]

    @property
    def redis(self) -> Redis:
        return self.room.redis

    @property
    def witnessed(self) -> Path:
        return self.room.folder / "witness"

    def entries(self) -> list[witness.Entry]:
        return witness.read(self.witnessed)

    def clear(self) -> None:
        """No process but ours, no key, no entry."""
        self.crew.kill_all()
        self.redis.flushall()
        witness.clear(self.witnessed)

    def enqueue(self, batch: Batch) -> None:
        """Enqueue, and wait until that is done."""
        if self.ended(self.crew.produce(batch), batch.lasts):
            raise CannotRun(f"jobs could not be enqueued: {self.crew.last_words()}")

    def ended(self, pid: int, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait for the end of a process; answers its exit code."""
        if not self.comes(lambda: pid not in self.crew.living(), seconds):
            raise CannotRun(f"process {pid} did not end in {seconds:g} s: {self.crew.last_words()}")
        return self.crew.exits[pid]

    def must_come(self, what: str, condition: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """Wait for it.

        Raises:
            CannotRun: it does not come, so nothing can be found out.
        """
        if not self.comes(condition, seconds):
            raise CannotRun(f"{what}: it did not become so in {seconds:g} s; {self.crew.last_words()}")

    def comes(self, condition: Callable[[], object], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() >= deadline:
                return False
            time.sleep(LOOK_SECONDS)
        return True


@contextmanager
def stage(*, binary: Path | None, extent: Extent, tell: Callable[[str], None]) -> Iterator[Stage]:
    """A private server and a nursery, for as long as the block lasts.

    Raises:
        CannotStart: the server does not start.
    """
    with rig.private_server("faults", binary=binary) as (folder, server):
        room = rig.Room(folder=folder, valkey=server, settings="config.faults.settings", log_level="WARNING")
        with Crew(room, lease_seconds=extent.lease_seconds) as crew:
            yield Stage(room=room, crew=crew, extent=extent, tell=tell)
