"""Whatever way a run of the project ends, its processes end with it."""

import io
import os
import signal
import sys
from pathlib import Path

import pytest
from rich.console import Console

from config.dev.children import Children
from config.dev.screen import Screen
from tests.config.dev.processes import lives, parent, said, until

FAMILY = """
import sys
from rich.console import Console
from config.dev.children import Children
from config.dev.screen import Screen
stay = "os.write(1, f'{os.getpid()}{os.linesep}'.encode()); time.sleep(600)"
stubborn = "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + stay
forking = "import os, time; os.fork() or os.setpgrp(); " + stay
class Plain(Screen):
    def output(self, name, line):
        print(line, flush=True)
try:
    with Children(Plain(Console()), patience=0.5) as children:
        children.start("forking", [sys.executable, "-c", forking])
        if "stubborn" in sys.argv:
            children.start("stubborn", [sys.executable, "-c", stubborn])
        import time
        time.sleep(600)
except KeyboardInterrupt:
    pass
"""


@pytest.fixture
def shown() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(shown: io.StringIO) -> Screen:
    return Screen(Console(file=shown, width=60))


def first_loss(children: Children) -> list[str]:
    told: list[str] = []

    def look() -> bool:
        told.extend(children.lost())
        return bool(told)

    assert until(look)
    return told


def test_a_killed_supervisor_leaves_no_process() -> None:
    with parent(FAMILY, "stubborn") as supervisor:
        processes = [int(said(supervisor)) for _ in range(3)]

    assert until(lambda: not any(lives(process) for process in processes))


def test_an_interrupted_supervisor_leaves_no_process() -> None:
    with parent(FAMILY) as supervisor:
        processes = [int(said(supervisor)) for _ in range(2)]

        supervisor.send_signal(signal.SIGINT)
        supervisor.wait()

        assert not any(lives(process) for process in processes)


def test_lines_carry_the_name_of_their_process_and_stay_whole(screen: Screen, shown: io.StringIO) -> None:
    with Children(screen) as children:
        children.start("web", [sys.executable, "-c", "print('x' * 100)"])
        assert until(lambda: "x" in shown.getvalue())

    assert shown.getvalue() == f"{'web':<14} │ {'x' * 100}\n"


def test_a_child_that_ends_by_itself_is_told_once(screen: Screen) -> None:
    with Children(screen) as children:
        children.start("web", [sys.executable, "-c", "raise SystemExit(3)"])
        told = first_loss(children)

        assert told == ["web stopped by itself (exit code 3); its last lines are above"]
        assert children.lost() == []


def test_a_killed_child_is_told_by_the_name_of_the_signal(screen: Screen) -> None:
    with Children(screen) as children:
        children.start("web", [sys.executable, "-c", f"import os; os.kill(os.getpid(), {signal.SIGKILL:d})"])
        told = first_loss(children)

    assert "killed by SIGKILL" in told[0]


def test_children_inherit_only_what_is_given_to_them(screen: Screen, shown: io.StringIO, tmp_path: Path) -> None:
    kept, other = os.open(tmp_path, os.O_RDONLY), os.open(tmp_path, os.O_RDONLY)
    program = f"import os\nfor number in ({kept}, {other}):\n    try: os.fstat(number); print('open')\n    except OSError: print('closed')"

    with Children(screen) as children:
        children.start("web", [sys.executable, "-c", program], keep=(kept,))
        assert until(lambda: shown.getvalue().count("\n") == 2)

    os.close(kept)
    os.close(other)
    assert [line.rpartition(" ")[2] for line in shown.getvalue().splitlines()] == ["open", "closed"]
