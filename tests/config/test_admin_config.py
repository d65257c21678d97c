"""The pages of the admin are loaded by those who serve or check them, and by no worker."""

import subprocess
import sys

from tests.processes import ROOT, environment

_PAGES = "'background.admin.job_list' in sys.modules"


def has_pages(statements: str) -> bool:
    """Whether a process of its own has loaded them after these."""
    code = f"import sys, django; django.setup(); {statements}; print({_PAGES})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
    return done.stdout.split()[-1] == "True"


def test_a_worker_does_not_load_them() -> None:
    assert not has_pages(
        "from background.engine.modules import load_workers; load_workers(); from background.management.commands import rqworker"
    )


def test_who_serves_pages_does() -> None:
    assert has_pages("import config.urls")


def test_they_are_checked() -> None:
    assert has_pages("from django.core.checks import run_checks; run_checks(tags=['admin'])")
