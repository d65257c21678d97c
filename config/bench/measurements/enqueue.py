"""How many jobs a second one process enqueues, one by one and together."""

from config.bench.measurement import Measurement
from config.bench.stage import Stage
from config.bench.systems import OURS, SIMPLE, System


def _measure(system: System, stage: Stage) -> dict[str, float]:
    rates = {}
    for figure, how in (("one by one", "one"), ("together", "together")):
        stage.room.clear()
        produced = stage.produce(system, how, "noop", stage.extent.seconds)
        rates[figure] = produced.jobs / produced.seconds
    return rates


ENQUEUE = Measurement(
    name="enqueue",
    what="jobs that one process enqueues by enqueue, and by enqueue_many of 1,000",
    systems=(OURS, SIMPLE),
    figures={"one by one": "jobs/s", "together": "jobs/s"},
    measure=_measure,
)
