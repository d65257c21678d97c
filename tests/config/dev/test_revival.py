"""What breaks down in a project that stays is started again, later each time."""

import io
import sys
from pathlib import Path

import pytest
from rich.console import Console

from config.dev.children import Children
from config.dev.revival import Revival
from config.dev.screen import Screen
from tests.config.dev.processes import until


@pytest.fixture
def shown() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(shown: io.StringIO) -> Screen:
    return Screen(Console(file=shown, width=200))


def broken(trace: Path, *, times: int = 99) -> list[str]:
    """A command that ends with 3 so many times, and then stays."""
    program = f"""
import sys, time
from pathlib import Path
with Path({str(trace)!r}).open("a") as file:
    file.write("run\\n")
if len(Path({str(trace)!r}).read_text().splitlines()) <= {times}:
    sys.exit(3)
time.sleep(600)
"""
    return [sys.executable, "-c", program]


def test_what_broke_down_is_started_again_and_stays(screen: Screen, shown: io.StringIO, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with Children(screen) as children:
        children.start("worker", broken(trace, times=1))
        revival = Revival([children], screen)

        def has_run_twice() -> bool:
            revival.look()
            return trace.exists() and trace.read_text().count("run") == 2

        assert until(has_run_twice)
        assert children.missing() == []

    assert "worker stopped by itself (exit code 3); its last lines are above" in shown.getvalue()
    assert "worker starts again in 1 s" in shown.getvalue()


def test_what_breaks_down_again_and_again_waits_longer_each_time(
    screen: Screen, shown: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr("config.dev.revival.monotonic", lambda: now)
    with Children(screen) as children:
        children.start("worker", broken(tmp_path / "trace"))
        revival = Revival([children], screen)

        def has_broken_down() -> bool:
            revival.look()
            return children.missing() == ["worker"]

        for wait in (1, 2, 4, 8, 16, 30, 30):
            assert until(has_broken_down)
            assert shown.getvalue().rstrip().endswith(f"worker starts again in {wait} s")
            now += wait
            revival.look()
            assert children.missing() == []


def test_what_died_during_the_play_is_started_again_too(screen: Screen, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with Children(screen) as children:
        children.start("worker", broken(trace, times=1))
        assert until(lambda: bool(children.lost() or children.missing()))

        revival = Revival([children], screen)

        def has_run_twice() -> bool:
            revival.look()
            return trace.read_text().count("run") == 2

        assert until(has_run_twice)
