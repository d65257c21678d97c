"""Installs a peer into a folder of its own, `.tools/bench`, where nothing of the product sees it."""

import shutil
import subprocess
import sys
from pathlib import Path

from config.bench.errors import CannotMeasure
from config.env import ROOT

FOLDER = ROOT / ".tools" / "bench"
PYTHON = FOLDER / "bin" / "python"
UV = (str(ROOT / "bin" / "setup"), "uv")


def python_packages(*packages: str) -> None:
    """Into the virtual environment of the peers.

    Raises:
        CannotMeasure: not installed, and why.
    """
    if not PYTHON.exists():
        _run([*UV, "venv", "--quiet", "--no-project", "--python", sys.executable, str(FOLDER)], packages[0])
    _run([*UV, "pip", "install", "--quiet", "--python", str(PYTHON), *packages], packages[0])


def node_packages(*packages: str) -> Path:
    """Into the peers' node_modules; answers the file from which node finds them.

    Raises:
        CannotMeasure: not installed, and why.
    """
    for program in ("node", "npm"):
        if not shutil.which(program):
            raise CannotMeasure(f"not installed: {program} is not here, which {packages[0]} needs")
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not all((FOLDER / "node_modules" / package).exists() for package in packages):
        _run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(FOLDER), *packages], packages[0])
    return FOLDER / "package.json"


def _run(command: list[str], package: str) -> None:
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode:
        said = (ended.stderr or ended.stdout).strip().splitlines() or ["it said nothing"]
        raise CannotMeasure(f"not installed: {package}: {said[-1]}")
