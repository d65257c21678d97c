"""The systems that are measured: how each enqueues, and the process that runs its jobs."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """How to enqueue, and how to work.

    Attributes:
        producer: a command that takes the words of `producing.py`.
        worker: a command that is started once for each process; in its words {number} becomes 0, 1, …
        slots: how many jobs such a process runs at once.
        baseline: the system to which its ratios are.
    """

    name: str
    producer: tuple[str, ...]
    worker: tuple[str, ...]
    slots: int = 1
    baseline: str = "rq.SimpleWorker"
    environment: Mapping[str, str] = field(default_factory=dict)


def _ours(name: str, isolation: str, *, slots: int = 1, baseline: str = "rq.SimpleWorker") -> System:
    words = ("rqworker", "default", "--isolation", isolation, "--slots", str(slots))
    return System(
        name=name,
        producer=(PYTHON, "-m", "config.bench.produce_ours"),
        worker=(PYTHON, "manage.py", *words),
        slots=slots,
        baseline=baseline,
    )


def _stock(name: str) -> System:
    rq = str(Path(PYTHON).with_name("rq"))
    return System(
        name=name,
        producer=(PYTHON, "-m", "config.bench.produce_stock"),
        worker=(rq, "worker", "--worker-class", name, "default"),
        baseline=name,
    )


PYTHON = sys.executable
OURS = _ours("ours", "thread")
OURS_SLOTS = _ours("ours, 50 slots", "thread", slots=50)
OURS_FORKS = _ours("ours, forks", "fork", baseline="rq.Worker")
SIMPLE = _stock("rq.SimpleWorker")
FORKS = _stock("rq.Worker")
UNRECORDED = replace(OURS, name="no ledger", producer=(PYTHON, "-m", "config.bench.ledger.produce"), baseline="no ledger")
RECORDED = replace(UNRECORDED, name="with the ledger", environment={"BENCH_LEDGER": "on"})
RECORDED_ALONE = replace(RECORDED, name="with the ledger, no transaction", producer=OURS.producer)
"""`enqueue` as most code calls it: outside of `transaction.atomic`, where the row commits by itself."""
RECORDED_SLOTS = replace(OURS_SLOTS, name="with the ledger, 50 slots", environment=RECORDED.environment)
