"""The fault runs can be asked for by name, say what they found, and say with the exit code whether every promise was kept."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console

from config.faults.finding import FaultRun, Found
from config.faults.report import table
from config.faults.session import Done, Session
from tests.processes import ROOT


def faults(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "config.faults", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


def found(counted: int) -> Found:
    result = Found()
    result.none("jobs that are lost", counted)
    return result


def done(counted: int) -> Done:
    return Done(run=FaultRun(name="storm", what="", carry_out=lambda *_: found(counted)), way="", seconds=1.0, found=found(counted))


def test_a_run_writes_every_promise_and_figure(tmp_path: Path) -> None:
    written = tmp_path / "faults.json"

    ended = faults("--quick", "--only", "malformed", "--json", str(written))

    assert ended.returncode == 0, ended.stderr
    told = json.loads(written.read_text())
    assert told.keys() == {"began", "machine", "quick", "server", "runs"}
    assert [(run["run"], run["way"], run["kept"]) for run in told["runs"]] == [("malformed", "thread", True), ("malformed", "fork", True)]
    assert told["runs"][0]["promises"][0].keys() == {"text", "found", "kept"}
    assert "jobs behind them run" in ended.stdout


def test_an_unknown_run_is_refused_with_those_there_are() -> None:
    ended = faults("--only", "earthquake")

    assert ended.returncode == 2
    assert "there is no run 'earthquake'; there are sigkill-storm, sigterm-storm" in ended.stderr


def test_the_help_lists_each_run_in_a_line() -> None:
    told = faults("--help").stdout

    assert "hostile            13 attacks by somebody who can write to Redis, and RQ's commands to workers\n" in told


def test_a_broken_promise_is_seen() -> None:
    console = Console(file=StringIO(), width=120)

    console.print(table(Session(server="", done=[done(0), done(3)])))

    assert (done(0).is_kept, done(3).is_kept) == (True, False)
    assert isinstance(console.file, StringIO)
    assert "BROKEN" in console.file.getvalue()


def test_a_run_that_could_not_be_carried_out_keeps_nothing() -> None:
    assert not Done(run=done(0).run, way="", seconds=1.0, failure="the worker did not start").is_kept
