"""Every fault run, in short: what it promises is kept. What happened is counted outside Redis."""

import pytest

from config.faults.finding import FaultRun
from config.faults.runs import ALL
from config.faults.session import carry_out
from config.faults.stage import Stage


@pytest.mark.parametrize(("run", "way"), [pytest.param(run, way, id=f"{run.name}-{way}") for run in ALL.values() for way in run.ways])
def test_the_promises_of_a_fault_run_are_kept(fault_stage: Stage, run: FaultRun, way: str) -> None:
    done = carry_out(run, way, fault_stage)

    assert done.failure == ""
    assert done.found.promises
    assert done.found.broken == []
