"""Every name has exactly one meaning."""

import subprocess
import sys

from background.constants import JobName, QueueName
from background.engine import registry
from tests.processes import ROOT, environment


def test_every_job_name_has_one_handler_on_a_known_queue() -> None:
    for name in JobName:
        assert registry.find(name).queue in set(QueueName)


def test_a_web_process_loads_no_processor_and_no_listener() -> None:
    late = "[name for name in sys.modules if name.endswith(('.processor', '.email.events'))]"
    program = f"import django, sys; django.setup(); import config.urls; print({late})"

    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=180, check=True
    )

    assert ended.stdout.strip() == "['background.engine.processor']"
