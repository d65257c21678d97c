"""A third party's tasks, from `enqueue` through a worker that is a process of its own to the result in the ledger."""

import pytest
from django.tasks import TaskResultStatus
from redis import Redis

from background.ledger.recorder import Recorder
from tests.background.django_tasks import tasks
from tests.processes import manage

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_runs_tasks_of_both_kinds_and_the_ledger_remembers_them(redis: Redis) -> None:
    recorder = Recorder()
    added, later, failed = tasks.add.enqueue(1, second=2), tasks.add_later.enqueue(3, second=4), tasks.fail_thrice.enqueue()

    worked = manage("rqworker", "default", "--burst", DJANGO_SETTINGS_MODULE="tests.settings_with_test_jobs")
    recorder.catch_up()
    redis.flushall()

    assert worked.returncode == 0, worked.stderr
    for result in (added, later, failed):
        result.refresh()
    assert added.return_value == 3
    assert str(later.return_value) == "7"  # the stubs of Django take it for a coroutine
    assert failed.status == TaskResultStatus.FAILED
    assert len(set(failed.worker_ids)) == 1
    assert [error.exception_class for error in failed.errors] == [ValueError] * 3
