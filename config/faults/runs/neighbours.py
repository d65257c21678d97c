"""One job of many in the same process takes the worker down."""

from config.faults import witness
from config.faults.census import census
from config.faults.finding import FaultRun, Found
from config.faults.orders import Batch
from config.faults.stage import Stage
from config.faults.supervise import supervise
from config.faults.witness import Deed

SOUND = 9
KILLER, KILLS_AFTER, SOUND_SECONDS = 100, 0.2, 0.5
CRASHES = 3


def _run(stage: Stage, isolation: str) -> Found:
    found = Found()
    stage.enqueue(Batch(names=["faults-left"], count=SOUND, seconds=SOUND_SECONDS))
    stage.enqueue(Batch(names=["faults-segfault"], first=KILLER, seconds=KILLS_AFTER))
    seconds = stage.extent.lease_seconds * 2 * CRASHES + 90
    died = supervise(stage, isolation, slots=SOUND + 1, jobs=SOUND + 1, seconds=seconds)
    told, began = census(stage.redis), witness.count(stage.entries(), Deed.BEGAN)
    found.figures["workers that died"] = died
    found.none("sound jobs called poison", max(0, told.reasons["poison"] - 1))
    found.all("sound jobs finished", told.statuses["finished"], SOUND)
    found.all("runs of the killer until it was called poison", began[KILLER] if told.reasons["poison"] else 0, CRASHES)
    return found


NEIGHBOURS = FaultRun(
    name="neighbours",
    what="a job that takes its worker down, in one process with nine sound ones",
    carry_out=_run,
    ways=("thread",),
)
