"""A process that enqueues, and says on stdout how long that took: the same loop around every system's own calls.

It uses the standard library only, because systems that are not ours run it with another Python.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

BATCH = 1000
SHORTEST_PAUSE, LONGEST_PAUSE = 0.01, 0.09


@dataclass(frozen=True, slots=True, kw_only=True)
class Produced:
    """`moments` are those just before each call, in nanoseconds of the monotonic clock."""

    jobs: int = 0
    seconds: float = 0.0
    moments: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Producer:
    """How a system enqueues: one job, and many together. Both get the name of the work."""

    one: Callable[[str], object]
    many: Callable[[str, int], object]

    def main(self) -> None:
        arguments = _arguments()
        produced = self._produce(arguments.how, arguments.work, arguments.amount)
        print(json.dumps(asdict(produced)))

    def _produce(self, how: str, work: str, amount: float) -> Produced:
        match how:
            case "fill":
                return self._fill(work, int(amount))
            case "paced":
                return self._paced(work, int(amount))
            case "one":
                return self._for_seconds(lambda: self.one(work), amount, jobs_a_call=1)
            case _:
                return self._for_seconds(lambda: self.many(work, BATCH), amount, jobs_a_call=BATCH)

    def _fill(self, work: str, jobs: int) -> Produced:
        began = time.perf_counter()
        for done in range(0, jobs, BATCH):
            self.many(work, min(BATCH, jobs - done))
        return Produced(jobs=jobs, seconds=time.perf_counter() - began)

    def _paced(self, work: str, jobs: int) -> Produced:
        """The same pauses for every system, and never a rhythm that a polling worker could fall into."""
        pauses = random.Random(1)  # noqa: S311  # nothing secret
        moments = []
        for _ in range(jobs):
            time.sleep(pauses.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))
            moments.append(time.monotonic_ns())
            self.one(work)
        return Produced(jobs=jobs, moments=moments)

    def _for_seconds(self, call: Callable[[], object], seconds: float, *, jobs_a_call: int) -> Produced:
        call()  # connects, and loads scripts
        calls, began = 0, time.perf_counter()
        while (passed := time.perf_counter() - began) < seconds:
            call()
            calls += 1
        return Produced(jobs=calls * jobs_a_call, seconds=passed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("how", choices=["fill", "paced", "one", "together"])
    parser.add_argument("work", choices=["noop", "sleeper"])
    parser.add_argument("amount", type=float, help="jobs for fill and paced, seconds for one and together")
    return parser.parse_args()
