"""Nonsense lies before every job of a queue, and in its registries."""

from config.faults import witness
from config.faults.finding import FaultRun, Found
from config.faults.malformed import MALFORMED, Malformed, Seen
from config.faults.orders import Batch
from config.faults.stage import Stage
from config.faults.witness import Deed

PLANTED_FROM = 1000
SETTLED_WITHIN = 90.0


def _run(stage: Stage, isolation: str) -> Found:
    found, crew = Found(), stage.crew
    stage.enqueue(Batch(names=["faults-left"], count=len(MALFORMED)))
    _plant(stage)
    workers = {crew.worker(isolation, slots=2) for _ in range(2)}
    stage.comes(lambda: _behind(stage) == len(MALFORMED) and not _unseen(stage), SETTLED_WITHIN)
    unseen = _unseen(stage)
    found.figures["kinds"] = len(MALFORMED)
    found.all("jobs behind them run", _behind(stage), len(MALFORMED))
    found.all("workers alive", len(workers & crew.living()), len(workers))
    found.none("kinds that are not seen where they should be", len(unseen))
    if unseen:
        found.figures["not seen"] = ", ".join(unseen)
    return found


def _plant(stage: Stage) -> None:
    """One before each job of the list, or into the registry where it belongs."""
    redis = stage.redis
    for number, (job_id, kind) in enumerate(zip(redis.lrange("rq:queue:left", 0, -1), MALFORMED, strict=True)):
        entry = kind.plant(redis, _id(number), PLANTED_FROM + number)
        if entry is not None:
            redis.linsert("rq:queue:left", "BEFORE", job_id, entry)


def _id(number: int) -> str:
    return f"planted-{number}"


def _behind(stage: Stage) -> int:
    return len([number for number in witness.count(stage.entries(), Deed.ENDED) if number < PLANTED_FROM])


def _unseen(stage: Stage) -> list[str]:
    ran = witness.count(stage.entries(), Deed.ENDED)
    return [kind.name for number, kind in enumerate(MALFORMED) if not _is_seen(stage, kind, number, ran=ran[PLANTED_FROM + number] == 1)]


def _is_seen(stage: Stage, kind: Malformed, number: int, *, ran: bool) -> bool:
    match kind.seen:
        case Seen.RAN:
            return ran
        case Seen.DEAD:
            return bool(stage.redis.hexists("rq:dead_letters", _id(number))) and not ran
        case Seen.ASIDE:
            return stage.redis.zscore("rq:quarantine", kind.member(_id(number))) is not None and not ran


RUN = FaultRun(
    name="malformed",
    what=f"{len(MALFORMED)} kinds of malformed hashes, ids, lists and registry entries, each before a sound job",
    carry_out=_run,
    ways=("thread", "fork"),
)
