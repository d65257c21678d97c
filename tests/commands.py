"""Commands of this project in the process of the tests, which costs no start."""

import io
import json
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from django.core.management import call_command, load_command_class


def said(*words: str) -> str:
    """What a command answers that does as it is told."""
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def as_json(*words: str) -> Any:
    return json.loads(said(*words, "--json"))


def manage_here(*words: str) -> subprocess.CompletedProcess[str]:
    """As a person types it: what it wrote, and with which code it ends. Only for one that refuses, or says something and ends."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            load_command_class("background", words[0]).run_from_argv(["manage.py", *words])
        except SystemExit as end:
            code = int(end.code or 0)
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())
