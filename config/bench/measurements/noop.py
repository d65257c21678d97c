"""How many jobs a second two workers run when the jobs do nothing: what carrying a job costs."""

from config.bench import rate
from config.bench.measurement import Measurement
from config.bench.stage import PROCESSES, Stage
from config.bench.systems import FORKS, OURS, OURS_FORKS, OURS_SLOTS, SIMPLE, System


def _measure(system: System, stage: Stage) -> dict[str, float]:
    jobs = stage.jobs_for(system, stage.extent.seconds)
    return {"drained": rate.steady(stage.drained(system, "noop", jobs), processes=PROCESSES)}


NOOP = Measurement(
    name="noop",
    what="no-op jobs that wait, run by 2 processes; results and status are kept",
    systems=(OURS, OURS_SLOTS, SIMPLE, OURS_FORKS, FORKS),
    figures={"drained": "jobs/s"},
    measure=_measure,
)
