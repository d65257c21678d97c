"""How soon an idle worker begins a job, and what its idling costs."""

import statistics
import time

from config.bench import linux, marks
from config.bench.marks import Mark
from config.bench.measurement import Measurement
from config.bench.stage import Stage
from config.bench.systems import FORKS, OURS, SIMPLE, System

NANOSECONDS_IN_MILLISECOND = 1e6


def _measure(system: System, stage: Stage) -> dict[str, float]:
    stage.room.clear()
    with stage.workers(system, 1) as crew:
        stage.produce(system, "one", "noop", 0)  # when this one has run, the worker is there
        crew.wait_for(1)
        idle = _idle_cpu(crew.pids[0], stage.extent.idle_seconds)
        called = stage.produce(system, "paced", "noop", stage.extent.pickups).moments
        crew.wait_for(1 + len(called))
    return {**_latency(called, marks.read(stage.room.marks)[1:]), "idle CPU": idle}


def _idle_cpu(pid: int, seconds: float) -> float:
    before = linux.cpu_seconds(pid)
    time.sleep(seconds)
    return 100 * (linux.cpu_seconds(pid) - before) / seconds


def _latency(called: list[int], begun: list[Mark]) -> dict[str, float]:
    """There is one worker and one queue, so jobs begin in the order in which they were enqueued."""
    latencies = [(mark.moment - moment) / NANOSECONDS_IN_MILLISECOND for moment, mark in zip(called, begun, strict=True)]
    hundredths = statistics.quantiles(latencies, n=100, method="inclusive")
    return {"p50": hundredths[49], "p99": hundredths[98]}


PICKUP = Measurement(
    name="pickup",
    what="from the call of enqueue to the first line of the handler, 1 idle process; and the CPU of idling",
    systems=(OURS, SIMPLE, FORKS),
    figures={"p50": "ms", "p99": "ms", "idle CPU": "% of a core"},
    measure=_measure,
)
