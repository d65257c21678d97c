"""A recorder is killed between writing down that a job has ended and following that up."""

import signal
import subprocess
import sys

import pytest
from redis import Redis

from background.jobs import batch, chain
from background.ledger.groups.look_after import GroupKeeper
from background.ledger.recorder import Recorder
from tests.background.family import count_batch, ill, to_the_end, work_piece
from tests.background.jobs import ran
from tests.background.worker import run_all
from tests.processes import ROOT, environment

pytestmark = pytest.mark.django_db(transaction=True)

KILLED_BEFORE_IT_FOLLOWS = """
import os, signal
import django
django.setup()
from background.ledger import recorder
recorder.follow_events = lambda events: os.kill(os.getpid(), signal.SIGKILL)
recorder.Recorder().catch_up()
"""


def test_what_a_killed_recorder_did_not_follow_up_is_done_once(redis: Redis) -> None:
    ran.clear()
    ill.clear()
    recorder = Recorder()
    with batch("import", on_success=count_batch.prepared(name="success")) as imported:
        chain(*(work_piece.prepared(name=name).using(batch=imported) for name in "ab"))
    recorder.catch_up()
    run_all()

    killed = subprocess.run([sys.executable, "-c", KILLED_BEFORE_IT_FOLLOWS], cwd=ROOT, env=environment(), check=False, timeout=180)
    assert killed.returncode == -signal.SIGKILL
    assert imported.progress().ended == 1
    GroupKeeper().look_after()
    to_the_end(recorder)
    assert ran == ["a", "b", "success"]

    _leave_what_it_read_to_others(redis)
    Recorder().catch_up()
    to_the_end(recorder)
    assert ran == ["a", "b", "success"]


def _leave_what_it_read_to_others(redis: Redis) -> None:
    """As if the killed one had been silent for long enough."""
    left = redis.xpending_range("rq:events", "ledger", "-", "+", 100)
    assert left
    for entry in left:
        redis.xclaim("rq:events", "ledger", entry["consumer"], 0, [entry["message_id"]], idle=60_000)
