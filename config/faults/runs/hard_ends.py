"""Jobs end hard, or do not end."""

from datetime import datetime

from config.faults import witness
from config.faults.census import census
from config.faults.finding import FaultRun, Found
from config.faults.orders import Batch
from config.faults.stage import Stage
from config.faults.supervise import supervise
from config.faults.witness import Deed

SEGFAULT, OS_EXIT, STUBBORN, HOG = 1, 2, 3, 4
HARD = {
    "fork": {"segfault": SEGFAULT, "os-exit": OS_EXIT, "stubborn": STUBBORN, "hog": HOG},
    "thread": {"segfault": SEGFAULT, "os-exit": OS_EXIT, "stubborn": STUBBORN},  # nothing bounds the memory of one thread
}
GOOD_FROM, GOOD = 100, 20
TIMEOUT_AND_LAST_CHANCE = 2.0
CRASHES = 3


def _run(stage: Stage, isolation: str) -> Found:
    found = Found()
    jobs = GOOD + len(HARD[isolation])
    for name, number in HARD[isolation].items():
        stage.enqueue(Batch(names=[f"faults-{name}"], first=number, seconds=60 if number == STUBBORN else 0))
    stage.enqueue(Batch(first=GOOD_FROM, count=GOOD, seconds=0.02))
    died = supervise(stage, isolation, slots=2, jobs=jobs, seconds=stage.extent.lease_seconds * 2 * CRASHES + 90)
    found.figures["workers that died"] = died
    _judge(stage, found, isolation)
    return found


def _judge(stage: Stage, found: Found, isolation: str) -> None:
    told, entries = census(stage.redis), stage.entries()
    began = witness.count(entries, Deed.BEGAN)
    ended = witness.count((entry for entry in entries if entry.number >= GOOD_FROM), Deed.ENDED)
    hard = began[SEGFAULT] + began[OS_EXIT]
    if isolation == "fork":
        found.all("dead letters", told.reasons.total() - told.reasons["poison"], len(HARD[isolation]))
        found.none("workers that died", int(found.figures["workers that died"]))
        found.all("runs of the two that end their process", hard, 2)
    else:
        found.all("dead letters that say poison", told.reasons["poison"], 2)
        found.all("dead letters of the one that ignores its timeout", told.reasons["exhausted"], 1)
        found.none("runs of the two that end their worker, past the third", max(0, hard - 2 * CRASHES))
    found.all("other jobs finished", told.statuses["finished"], GOOD)
    found.all("other jobs run", len(ended), GOOD)
    limit = TIMEOUT_AND_LAST_CHANCE + stage.extent.slack_seconds
    found.within("after it began, the job that ignores its timeout was settled", _stubborn_seconds(stage), limit)


def _stubborn_seconds(stage: Stage) -> float:
    """By the hash of the job: its last start and its end."""
    for key in stage.redis.scan_iter("rq:job:*", count=1000):
        name, began, ended = stage.redis.hmget(key, "description", "started_at", "ended_at")
        if name == b"faults-stubborn" and began and ended:
            return (datetime.fromisoformat(ended.decode()) - datetime.fromisoformat(began.decode())).total_seconds()
    return float("inf")


HARD_ENDS = FaultRun(
    name="hard-ends",
    what="a segmentation fault, os._exit(0), a memory hog and a job that ignores its timeout, among jobs that do not",
    carry_out=_run,
    ways=("fork", "thread"),
)
