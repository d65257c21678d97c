"""How near two workers come to the ideal when their jobs only wait for something else."""

from config.bench import rate
from config.bench.jobs.plain import SLEEP_SECONDS
from config.bench.measurement import Measurement
from config.bench.stage import PROCESSES, Stage
from config.bench.systems import OURS, OURS_SLOTS, SIMPLE, System


def _measure(system: System, stage: Stage) -> dict[str, float]:
    ideal = PROCESSES * system.slots / SLEEP_SECONDS
    marks = stage.drained(system, "sleeper", round(ideal * stage.extent.seconds))
    drained = rate.steady(marks, processes=PROCESSES)
    return {"drained": drained, "of the ideal": 100 * drained / ideal}


SLEEPERS = Measurement(
    name="sleepers",
    what="jobs that sleep 50 ms, run by 2 processes with as many slots as stated (stock RQ has one)",
    systems=(OURS, OURS_SLOTS, SIMPLE),
    figures={"drained": "jobs/s", "of the ideal": "%"},
    measure=_measure,
)
