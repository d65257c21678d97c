"""What is measured of the ledger."""

import json
import statistics
import subprocess
import sys

from config.bench import marks, rate
from config.bench.errors import CannotMeasure
from config.bench.ledger.recorder import Recorder
from config.bench.measurement import Measurement
from config.bench.measurements.enqueue import ENQUEUE
from config.bench.stage import PROCESSES, Stage
from config.bench.systems import RECORDED, RECORDED_ALONE, RECORDED_SLOTS, UNRECORDED, System
from config.env import ROOT

STEADY_RATE = 2000
MILLISECONDS = 1000


def _drain(system: System, stage: Stage) -> dict[str, float]:
    jobs = stage.jobs_for(UNRECORDED, stage.extent.seconds)
    stage.room.clear()
    with Recorder(stage, system) as recorder:
        stage.produce(system, "fill", "noop", jobs)
        recorder.catch_up()
        with stage.workers(system) as crew:
            crew.wait_for(jobs)
        behind = recorder.catch_up()
    return {"drained": rate.steady(marks.read(stage.room.marks), processes=PROCESSES), "recorded after": behind}


def _lag(system: System, stage: Stage) -> dict[str, float]:
    stage.room.clear()
    with Recorder(stage, system) as recorder, stage.workers(system) as crew:
        stage.produce(system, "one", "noop", 0)  # when this one is written down, all of them are there
        stage.produce(system, "fill", "noop", 200)
        crew.wait_for(201)
        recorder.catch_up()
        lags = _watched(system, stage)
        recorder.catch_up()
    if not lags:
        raise CannotMeasure("nobody looked how far the recorder was behind")
    hundredths = statistics.quantiles(lags, n=100, method="inclusive")
    ran = marks.read(stage.room.marks)[201:]
    return {"p50": hundredths[49], "p99": hundredths[98], "max": max(lags), "ran": rate.overall(ran)}


def _watched(system: System, stage: Stage) -> list[float]:
    """In milliseconds, every 40 ms."""
    words = [sys.executable, "-m", "config.bench.ledger.steady", str(STEADY_RATE), str(stage.extent.seconds * 2)]
    environment = {**stage.room.environment(), **system.environment}
    group = stage.guardian.group
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, process_group=group)
    if done.returncode:
        raise CannotMeasure(f"no steady load: {' / '.join(done.stderr.strip().splitlines()[-3:])}")
    return [lag * MILLISECONDS for lag in json.loads(done.stdout)["lags"]]


ENQUEUED = Measurement(
    name="enqueue",
    what="jobs that one process enqueues, one by one and by thousands, each call in a transaction of its own or, if so named, in none",
    systems=(RECORDED, RECORDED_ALONE, UNRECORDED),
    figures=ENQUEUE.figures,
    measure=ENQUEUE.measure,
)
DRAIN = Measurement(
    name="drain",
    what="no-op jobs that wait, run by 2 processes while a recorder writes down what happens",
    systems=(RECORDED, UNRECORDED),
    figures={"drained": "jobs/s", "recorded after": "s"},
    measure=_drain,
)
LAG = Measurement(
    name="lag",
    what=f"how old the oldest event is that has not been written down, while {STEADY_RATE:,} jobs a second come and run",
    systems=(RECORDED, RECORDED_SLOTS),
    figures={"p50": "ms", "p99": "ms", "max": "ms", "ran": "jobs/s"},
    measure=_lag,
)
LEDGER = {measurement.name: measurement for measurement in (ENQUEUED, DRAIN, LAG)}
