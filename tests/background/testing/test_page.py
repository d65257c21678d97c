"""What docs/testing.md shows runs as a test file of somebody who has no Redis."""

import subprocess
import sys
from pathlib import Path

from tests.processes import ROOT, environment
from tests.test_docs import python_of


def test_the_examples_of_the_page_pass(tmp_path: Path) -> None:
    page = tmp_path / "test_of_somebody.py"
    page.write_text("\n\n".join(python_of("docs/testing.md")))
    somebody = environment(DATA_DIR=str(tmp_path), DATABASE_URL="sqlite://:memory:", REDIS_URL="redis://127.0.0.1:1/0", MAIL_URL="memory:")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), str(page)]

    ended = subprocess.run(command, cwd=ROOT, env=somebody, capture_output=True, text=True, timeout=600, check=False)

    assert "9 passed" in ended.stdout, ended.stdout + ended.stderr
