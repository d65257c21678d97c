"""`bin/dev` as a person meets it: it plays, it ends as told, and it leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.config.dev.processes import ROOT, finish, lives, until

OURS = ("REDIS_URL", "MAIL_URL", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "TEST_ROOM")
DEV = [sys.executable, "-m", "config.dev"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing of the tests' own, and a folder of data with a space in its name."""
    return {name: value for name, value in os.environ.items() if name not in OURS} | {"DATA_DIR": str(tmp_path / "da ta")}


@contextmanager
def running(environment: dict[str, str], *, until_it_says: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(DEV, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for line in process.stdout or []:
            if until_it_says in line:
                break
        yield process
    finally:
        process.kill()
        finish(process)


def descendants(process: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.splitlines()
    pairs = [(int(child), int(parent)) for child, parent in map(str.split, listed)]
    family = [process]
    for member in family:
        family += [child for child, parent in pairs if parent == member]
    return family[1:]


def gone(processes: list[int]) -> bool:
    return not any(lives(process) for process in processes)


def test_once_plays_everything_and_stops(environment: dict[str, str], tmp_path: Path) -> None:
    ended = subprocess.run([*DEV, "--once", "--json"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    told = json.loads(ended.stdout)
    assert (ended.returncode, told["ok"], told["failure"]) == (0, True, "")
    assert len(told["steps"]) == 13
    assert not (tmp_path / "da ta" / "redis.url").exists()


def test_ctrl_c_stops_everything(environment: dict[str, str], tmp_path: Path) -> None:
    with running(environment, until_it_says="running until Ctrl-C") as supervisor:
        processes = descendants(supervisor.pid)

        supervisor.send_signal(signal.SIGINT)

        assert supervisor.wait(90) == 0
        assert len(processes) >= 6
        assert gone(processes)
        assert not (tmp_path / "da ta" / "redis.url").exists()


def test_a_second_one_on_the_same_data_is_refused_and_a_kill_leaves_no_process(environment: dict[str, str]) -> None:
    with running(environment, until_it_says="The server is ready") as supervisor:
        processes = descendants(supervisor.pid)

        second = subprocess.run([*DEV, "--once"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        supervisor.kill()

        assert second.returncode == 1
        assert len(second.stdout.splitlines()) == 1
        assert f"in use by process {supervisor.pid}" in second.stdout
        assert until(lambda: gone(processes))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("REDIS_URL", "redis://:hunter2@127.0.0.1:1/0", "Redis at 127.0.0.1:1 does not answer (Connection refused)"),
        ("REDIS_PORT", "many", "the environment is not right: REDIS_PORT is not a number"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all", "the database cannot be used"),
    ],
)
def test_what_is_in_the_way_is_told_in_one_line(environment: dict[str, str], name: str, value: str, told: str) -> None:
    ended = subprocess.run([*DEV, "--once"], cwd=ROOT, env=environment | {name: value}, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert ended.stdout.splitlines()[-1].startswith(f"bin/dev: {told}")
    assert "Traceback" not in ended.stdout + ended.stderr
    assert "hunter2" not in ended.stdout + ended.stderr
