"""How long each list of jobs takes when the ledger is large."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from config.bench.errors import CannotMeasure
from config.bench.measurement import Measurement
from config.bench.pages.queries import QUERIES
from config.bench.stage import Stage
from config.bench.systems import System
from config.env import ROOT
from config.rig.postgres import private_postgres, programs

POSTGRESQL = System(name="PostgreSQL", producer=(), worker=(), baseline="PostgreSQL")
SQLITE = System(name="SQLite", producer=(), worker=(), baseline="SQLite")


def _measure(system: System, stage: Stage) -> dict[str, float]:
    stage.room.clear()
    with _database(system) as url:
        done = subprocess.run(
            [sys.executable, "-m", "config.bench.pages", str(stage.extent.remembered)],
            cwd=ROOT,
            env={**stage.room.environment(), "DATABASE_URL": url, "BENCH_LEDGER": "on"},
            capture_output=True,
            text=True,
            check=False,
            process_group=stage.guardian.group,
        )
    if done.returncode:
        raise CannotMeasure(f"no pages on {system.name}: {' / '.join(done.stderr.strip().splitlines()[-3:])}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


@contextmanager
def _database(system: System) -> Iterator[str]:
    if system is SQLITE:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield f"sqlite:///{folder}/db.sqlite3"
    elif programs():
        with private_postgres() as url:
            yield url
    else:
        raise CannotMeasure("no PostgreSQL is installed; apt-get install postgresql")


PAGES = Measurement(
    name="pages",
    what="the slowest of four pages of jobs: first and deep, API and admin; each the median of five. Fills the ledger first: give --runs 1",
    systems=(POSTGRESQL, SQLITE),
    figures=dict.fromkeys((*QUERIES, "one job", "storage"), "ms"),
    measure=_measure,
)
