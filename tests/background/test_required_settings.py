"""A project whose settings lack something is told so when it starts, by name."""

import re
import subprocess
import sys
from pathlib import Path

from django.conf import global_settings

from background.required_settings import REQUIRED
from tests.processes import ROOT, environment

NAMED = re.compile(r"\bsettings\.([A-Z][A-Z_]+)")
BARE = """
SECRET_KEY = "made up"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "background", "django_rq"]
"""


def started_with(settings: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "bare_settings.py").write_text(settings)
    environ = environment(DJANGO_SETTINGS_MODULE="bare_settings", PYTHONPATH=f"{folder}:{ROOT}")
    command = [sys.executable, "-c", "import django; django.setup()"]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=180, check=False)


def test_all_that_is_missing_is_named_with_the_way_out(tmp_path: Path) -> None:
    ended = started_with(BARE, tmp_path)

    *_, last = ended.stderr.strip().splitlines()
    assert ended.returncode != 0
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: the settings lack BACKGROUND, RQ, RQ_QUEUES, ")
    assert "from config.settings.base import *" in last


def test_entries_of_background_are_named_too(tmp_path: Path) -> None:
    ended = started_with("from config.settings.base import *\nBACKGROUND = {'MODULES': []}\n", tmp_path)

    assert "the settings lack BACKGROUND['SECRET_KEYS'], which" in ended.stderr


def test_settings_that_begin_with_ours_have_everything(tmp_path: Path) -> None:
    ended = started_with("from config.settings.base import *\nLANGUAGE_CODE = 'it'\n", tmp_path)

    assert (ended.returncode, ended.stderr) == (0, "")


def test_every_setting_that_the_code_reads_is_djangos_or_required() -> None:
    read = {name for path in (ROOT / "background").rglob("*.py") for name in NAMED.findall(path.read_text())}

    assert len(read) > 20
    ours = {name for name in read if not hasattr(global_settings, name)} - {"MAILERS"}  # which is Django's, without a default
    assert ours <= set(REQUIRED)
