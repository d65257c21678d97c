"""The bench runs and says what it measured. Nothing here looks at how fast anything is."""

import json
import os
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from config.bench import marks, rate
from config.bench.awake import CAN, awake
from config.bench.figure import Figure, ratio
from config.dev.guardian import Guardian
from tests.processes import ROOT, until

SECOND = 1_000_000_000


def bench(*words: str) -> subprocess.CompletedProcess[str]:
    """It fetches no peer: a test does not depend on a network."""
    told = {**os.environ, "UV_OFFLINE": "1", "UV_NO_CACHE": "1"}
    return subprocess.run([ROOT / "bin/bench", *words], cwd=ROOT, env=told, capture_output=True, text=True, timeout=600, check=False)


def test_a_run_writes_every_figure_beside_stock_rq(tmp_path: Path) -> None:
    written = tmp_path / "bench.json"

    ended = bench("queue", "--quick", "--only", "enqueue", "--runs", "1", "--json", str(written))

    assert ended.returncode == 0, ended.stderr
    told = json.loads(written.read_text())
    assert told.keys() == {"began", "machine", "server", "runs", "quick", "awake", "log_level", "figures", "faults"}
    assert {(figure["system"], figure["figure"]) for figure in told["figures"]} == {
        (system, figure) for system in ("ours", "rq.SimpleWorker") for figure in ("one by one", "together")
    }
    assert told["figures"][0].keys() == {"measurement", "system", "figure", "unit", "values", "median", "min", "max", "baseline", "ratio"}
    assert "workers log at WARNING" in ended.stdout


def test_the_ledger_is_measured_on_a_database_of_its_own(tmp_path: Path) -> None:
    written, file = tmp_path / "bench.json", tmp_path / "db.sqlite3"

    ended = bench("ledger", "--quick", "--only", "drain", "--runs", "1", "--database-url", f"sqlite:///{file}", "--json", str(written))

    assert ended.returncode == 0, ended.stderr
    told = json.loads(written.read_text())
    assert told["database"].startswith("SQLite 3")
    assert {(figure["system"], figure["figure"]) for figure in told["figures"]} == {
        (system, figure) for system in ("with the ledger", "no ledger") for figure in ("drained", "recorded after")
    }


def test_mail_is_measured_to_a_server_that_is_there(tmp_path: Path) -> None:
    written = tmp_path / "bench.json"

    bench("mail", "--quick", "--only", "slow", "--runs", "1", "--json", str(written))  # without the peer, where it is not there already

    told = json.loads(written.read_text())
    assert {fault["system"] for fault in told["faults"]} <= {"django-post_office"}
    assert {(figure["system"], figure["figure"]) for figure in told["figures"] if figure["system"] != "django-post_office"} == {
        (system, figure) for system in ("a job a mail", "one mailing") for figure in ("sent", "CPU")
    }


def test_an_unknown_measurement_is_refused_with_those_there_are() -> None:
    ended = bench("queue", "--only", "noops")

    assert ended.returncode == 2
    assert "there is no measurement 'noops'; there are noop, sleepers" in ended.stderr


def test_a_rate_counts_only_while_both_workers_worked() -> None:
    alone = [marks.Mark(moment * SECOND, 0) for moment in range(3)]
    together = [marks.Mark(moment * SECOND, worker) for moment in range(3, 14) for worker in (0, 1)]

    found = rate.steady([*alone, *together], processes=2)

    assert found == 2


def test_a_ratio_compares_run_with_run() -> None:
    assert ratio([10, 40, 90], [1, 2, 3]) == 20
    assert ratio([10], []) is None


def test_a_figure_tells_its_spread() -> None:
    told = Figure(measurement="noop", system="ours", figure="drained", unit="jobs/s", values=[3.0, 1.0, 2.0], baseline="rq").as_json()

    assert (told["min"], told["median"], told["max"]) == (1.0, 2.0, 3.0)


@pytest.mark.skipif(not CAN, reason="SCHED_IDLE is Linux's")
def test_what_keeps_a_cpu_awake_is_of_the_lowest_class_and_ends_with_the_block() -> None:
    with Guardian(patience=1) as guardian:
        with awake(guardian):
            turning = _of_group(guardian.group)
            until(lambda: {os.sched_getscheduler(pid) for pid in turning} == {os.SCHED_IDLE})
            cpus = [os.sched_getaffinity(pid) for pid in turning]

        assert sorted(cpus, key=min) == [{cpu} for cpu in sorted(os.sched_getaffinity(0))]
        assert not _of_group(guardian.group)


def _of_group(group: int) -> list[int]:
    """The processes in it that are not its leader."""
    pids = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit() and int(folder.name) != group]
    return [pid for pid in pids if _group_of(pid) == group]


def _group_of(pid: int) -> int | None:
    with suppress(ProcessLookupError):
        return os.getpgid(pid)
    return None
