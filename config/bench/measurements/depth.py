"""Whether a long queue makes its workers slower."""

from config.bench import marks, rate
from config.bench.measurement import Measurement
from config.bench.stage import PROCESSES, Stage
from config.bench.systems import OURS, System


def _measure(system: System, stage: Stage) -> dict[str, float]:
    shallow = _rate_with(stage.extent.shallow, system, stage)
    deep = _rate_with(stage.extent.deep, system, stage)
    return {"shallow": shallow, "deep": deep, "deep to shallow": 100 * deep / shallow}


def _rate_with(waiting: int, system: System, stage: Stage) -> float:
    stage.room.clear()
    stage.produce(system, "fill", "noop", waiting)
    stage.room.await_rewrite()
    with stage.workers(system) as crew:
        crew.wait_for(stage.extent.drained)
    return rate.steady(marks.read(stage.room.marks)[: stage.extent.drained], processes=PROCESSES)


DEPTH = Measurement(
    name="depth",
    what="no-op jobs drained from a short queue and from a very long one, 2 processes",
    systems=(OURS,),
    figures={"shallow": "jobs/s", "deep": "jobs/s", "deep to shallow": "%"},
    measure=_measure,
)
