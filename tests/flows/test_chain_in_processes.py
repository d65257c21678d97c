"""A chain through real processes: a scheduler that records, and a worker that runs."""

from datetime import timedelta

import pytest

from background.constants import JobState
from background.jobs import chain
from background.ledger.keeper import RECONCILE_EVERY
from background.models import JobRecord
from tests.background.family import work_piece
from tests.processes import TEST_JOBS, running, until

pytestmark = pytest.mark.django_db(transaction=True)


def succeeded() -> int:
    return JobRecord.objects.filter(state=JobState.SUCCEEDED).count()


def test_each_step_begins_soon_after_the_one_before_it() -> None:
    with running("rqworker", "default", "--isolation", "thread", **TEST_JOBS), running("rqscheduler", **TEST_JOBS):
        work_piece.enqueue(name="both processes are there when this is written down")
        until(succeeded)
        chain(*(work_piece.prepared(name=name) for name in "abcdefgh"))
        until(lambda: succeeded() == 9)

    _, first, *_, last = JobRecord.objects.order_by("id")
    assert first.finished_at is not None
    assert last.started_at is not None
    assert last.started_at - first.finished_at < RECONCILE_EVERY * timedelta(seconds=3)  # who only looks every so often needs seven looks
