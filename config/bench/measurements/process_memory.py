"""What an idle worker weighs."""

from config.bench import linux
from config.bench.measurement import Measurement
from config.bench.stage import Stage
from config.bench.systems import OURS, SIMPLE, System


def _measure(system: System, stage: Stage) -> dict[str, float]:
    stage.room.clear()
    with stage.workers(system, 1) as crew:
        stage.produce(system, "one", "noop", 0)  # it has loaded what jobs need when this one has run
        crew.wait_for(1)
        return {"PSS": linux.pss_mib(crew.pids[0])}


PROCESS_MEMORY = Measurement(
    name="process-memory",
    what="memory of an idle worker after its first job: ours with Django and this project loaded, stock RQ without",
    systems=(OURS, SIMPLE),
    figures={"PSS": "MiB"},
    measure=_measure,
)
