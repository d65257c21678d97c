"""What a measurement works with: an empty room, jobs to put into it, and workers to run them."""

import json
import subprocess
from dataclasses import dataclass, field

from config.bench import marks, rate
from config.bench.crew import Crew
from config.bench.errors import CannotMeasure
from config.bench.extent import Extent
from config.bench.producing import Produced
from config.bench.room import Room
from config.bench.systems import System
from config.dev.guardian import Guardian
from config.env import ROOT

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Stage:
    """Producers belong to the guardian's group, so that none outlives the run."""

    room: Room
    extent: Extent
    guardian: Guardian
    _paces: dict[str, float] = field(default_factory=dict)

    def produce(self, system: System, how: str, work: str, amount: float) -> Produced:
        """Let a process of the system enqueue.

        Raises:
            CannotMeasure: it failed; the message ends with its last lines.
        """
        ended = subprocess.run(
            [*system.producer, how, work, str(amount)],
            cwd=ROOT,
            env={**self.room.environment(), **system.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            process_group=self.guardian.group,
        )
        if ended.returncode:
            raise CannotMeasure(f"{system.name} could not enqueue: {' / '.join(ended.stderr.strip().splitlines()[-3:])}")
        return Produced(**json.loads(ended.stdout))

    def workers(self, system: System, processes: int = PROCESSES) -> Crew:
        return Crew(self.room, system, processes)

    def drained(self, system: System, work: str, jobs: int) -> list[marks.Mark]:
        """Enqueue so many in an empty room, then let two processes run all of them."""
        self.room.clear()
        self.produce(system, "fill", work, jobs)
        with self.workers(system) as crew:
            crew.wait_for(jobs)
        return marks.read(self.room.marks)

    def jobs_for(self, system: System, seconds: float) -> int:
        """How many no-ops keep two of its processes busy for so long, by a drain that is not measured."""
        if system.name not in self._paces:
            self._paces[system.name] = rate.overall(self.drained(system, "noop", self.extent.probed))
        return max(self.extent.probed, round(self._paces[system.name] * seconds))
