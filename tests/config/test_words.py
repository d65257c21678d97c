"""The words of `bin/` explain themselves, from any folder and with no environment."""

import subprocess
from pathlib import Path

import pytest

from config.env import ROOT


def call(word: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "bin" / word), *arguments]
    return subprocess.run(command, cwd=folder, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("setup", "Makes a bare machine ready"),
        ("dev", "Runs the whole project here"),
        ("bench", "Measures how fast jobs go"),
        ("faults", "Breaks what workers depend on"),
    ],
)
def test_help_helps(word: str, told: str, tmp_path: Path) -> None:
    answer = call(word, "--help", folder=tmp_path)

    assert answer.returncode == 0
    assert told in answer.stdout


def test_setup_says_nothing_when_there_is_nothing_to_do(tmp_path: Path) -> None:
    call("setup", folder=tmp_path)

    again = call("setup", folder=tmp_path)

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


@pytest.mark.parametrize(("word", "wrong"), [("setup", "--quickly"), ("bench", "speed"), ("faults", "--slowly")])
def test_what_a_word_cannot_do_is_an_error(word: str, wrong: str, tmp_path: Path) -> None:
    assert call(word, wrong, folder=tmp_path).returncode == 2
