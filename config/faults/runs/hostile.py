"""Somebody can write to Redis and wants a worker to run code."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from config.env import ROOT
from config.faults import witness
from config.faults.attacks import ATTACKS, called, plant
from config.faults.errors import CannotRun
from config.faults.finding import FaultRun, Found
from config.faults.malformed import write
from config.faults.orders import Batch
from config.faults.stage import Stage
from config.faults.witness import Deed

GOOD = 5
SETTLED_WITHIN = 90.0
CONTROL_SECONDS = 120


def _run(stage: Stage, isolation: str) -> Found:
    found, crew = Found(), stage.crew
    canaries = stage.room.folder / f"canaries-{isolation}"
    canaries.mkdir()
    with _listening() as (url, calls):
        for attack in ATTACKS:
            plant(stage.redis, attack, canary=canaries / attack.name, url=url)
        stage.enqueue(Batch(names=["faults-left"], count=GOOD))
        workers = {crew.worker(isolation, slots=2) for _ in range(2)}
        crew.manage("rqscheduler", "--skip-checks")
        stage.comes(lambda: _good(stage) == GOOD and not stage.redis.exists("rq:queue:left", "rq:wip:left"), SETTLED_WITHIN)
        _command_from_outside(stage)
        stage.ended(crew.manage("rqscheduler", "--burst", "--skip-checks"))
        found.none("calls of a webhook", calls())
    touched = sorted(path.name for path in canaries.iterdir())
    found.figures["attacks"] = len(ATTACKS)
    found.none("attacks that were carried out", len(touched))
    if touched:
        found.figures["carried out"] = ", ".join(touched)
    found.all("jobs behind them run", _good(stage), GOOD)
    found.all("workers alive", len(workers & crew.living()), len(workers))
    found.all("stock RQ carries out the first (else this would prove nothing)", _stock_carries_it_out(stage, canaries), 1)
    return found


def _good(stage: Stage) -> int:
    return len([number for number in witness.count(stage.entries(), Deed.ENDED) if number < GOOD])


def _command_from_outside(stage: Stage) -> None:
    """RQ's workers obey whoever publishes these."""
    for worker in stage.redis.smembers("rq:workers"):
        name = worker.decode().rpartition(":")[2]
        for command in ("shutdown", "kill-horse"):
            stage.redis.publish(f"rq:pubsub:{name}", f'{{"command": "{command}"}}')


def _stock_carries_it_out(stage: Stage, canaries: Path) -> int:
    canary = canaries / "control"
    write(stage.redis, "control", {"data": called("os.system", f"touch '{canary}'"), "origin": "control"})
    stage.redis.rpush("rq:queue:control", "control")
    rq = Path(sys.executable).with_name("rq")
    command = [str(rq), "worker", "--url", stage.room.url, "--serializer", "rq.serializers.JSONSerializer", "--burst", "control"]
    try:
        subprocess.run(command, cwd=ROOT, env=stage.room.environment(), capture_output=True, timeout=CONTROL_SECONDS, check=True)
    except subprocess.SubprocessError as error:
        raise CannotRun(f"the worker of stock RQ did not run: {error}") from error
    return int(canary.exists())


@contextmanager
def _listening() -> Iterator[tuple[str, Callable[[], int]]]:
    """A URL on loopback, and how often it was called."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)

        def calls() -> int:
            count = 0
            while True:
                try:
                    server.accept()[0].close()
                except BlockingIOError:
                    return count
                count += 1

        yield f"http://127.0.0.1:{server.getsockname()[1]}/", calls


HOSTILE = FaultRun(
    name="hostile",
    what=f"{len(ATTACKS)} attacks by somebody who can write to Redis, and RQ's commands to workers",
    carry_out=_run,
    ways=("thread", "fork"),
)
