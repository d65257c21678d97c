"""What a job weighs in Redis while it waits, and after it has finished."""

from config.bench.measurement import Measurement
from config.bench.room import Room
from config.bench.stage import Stage
from config.bench.systems import OURS, SIMPLE, System


def _measure(system: System, stage: Stage) -> dict[str, float]:
    jobs, room = stage.extent.kept, stage.room
    stage.produce(system, "fill", "noop", 1)  # what the server allocates once, such as scripts, is no job's
    room.clear()
    empty = _used(room)
    stage.produce(system, "fill", "noop", jobs)
    waiting = _used(room)
    with stage.workers(system) as crew:
        crew.wait_for(jobs)
    finished = _used(room)
    return {"waiting": (waiting - empty) / jobs, "finished": (finished - empty) / jobs}


def _used(room: Room) -> int:
    """Without the buffer of the append-only file, which holds whatever was written last."""
    info = room.redis.info("memory")
    return int(info["used_memory"]) - int(info["mem_aof_buffer"])


REDIS_MEMORY = Measurement(
    name="redis-memory",
    what="growth of Redis' used_memory by a waiting job, and by a finished one with its result",
    systems=(OURS, SIMPLE),
    figures={"waiting": "bytes a job", "finished": "bytes a job"},
    measure=_measure,
)
