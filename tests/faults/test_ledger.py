"""Redis is emptied and producers are killed; what was accepted runs."""

import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from background.constants import FINAL_STATES
from background.ledger.keeper import keep_ledger
from background.ledger.reconcile import Reconciler
from background.ledger.relay import relay
from background.models import JobRecord
from tests.background.jobs import Mark, leave_mark
from tests.processes import PATIENCE_SECONDS, ROOT, TEST_JOBS, environment, manage, running, until

pytestmark = pytest.mark.django_db(transaction=True)


KILLED_BEFORE_THE_PUSH = """
import os, signal, sys
import django
django.setup()
from django.db import transaction
from background.rq_adapter.carrier import RedisCarrier
from tests.background.jobs import leave_mark
RedisCarrier.push = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
with transaction.atomic():
    leave_mark.enqueue(path=sys.argv[1], text="accepted")
"""


def test_a_producer_that_is_killed_between_commit_and_push_has_its_job_run(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_BEFORE_THE_PUSH, str(marks)], cwd=ROOT, env=environment(**TEST_JOBS), check=False, timeout=180
    )
    assert killed.returncode == -signal.SIGKILL
    JobRecord.objects.update(created_at=JobRecord.objects.get().created_at - timedelta(minutes=1))

    relayed = manage("jobs_ledger", "--once", **TEST_JOBS)
    worked = manage("rqworker", "default", "--burst", **TEST_JOBS)

    assert (relayed.returncode, worked.returncode) == (0, 0), relayed.stderr + worked.stderr
    assert marks.read_text() == "accepted\n"


def test_redis_is_emptied_under_load_and_every_job_runs(redis: Redis, tmp_path: Path) -> None:
    marks, names = tmp_path / "marks", [str(number) for number in range(1_000)]
    leave_mark.enqueue_many(Mark(path=str(marks), text=name) for name in names)
    stopping = threading.Event()
    keeper = threading.Thread(target=keep_ledger, args=(stopping,))
    keeper.start()
    try:
        with running("rqworker", "default", "--isolation", "thread", **TEST_JOBS):
            until(lambda: len(_lines(marks)) > 100)
            redis.flushall()
            _reconcile_until_all_have_ended()
    finally:
        stopping.set()
        keeper.join()

    runs = Counter(_lines(marks))
    assert set(runs) == set(names)
    assert max(runs.values()) <= 2


def _reconcile_until_all_have_ended() -> None:
    reconciler, deadline = Reconciler(), time.monotonic() + PATIENCE_SECONDS
    while JobRecord.objects.exclude(state__in=FINAL_STATES).exists():
        assert time.monotonic() < deadline, Counter(JobRecord.objects.values_list("state", flat=True))
        relay()
        reconciler.reconcile()
        time.sleep(1)


def _lines(marks: Path) -> list[str]:
    return marks.read_text().splitlines() if marks.exists() else []
