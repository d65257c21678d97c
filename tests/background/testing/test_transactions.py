"""A recording sees what would be sent: inside the transaction of a TestCase too, and never what was rolled back."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection, transaction
from django.test import TestCase, TransactionTestCase

from background.engine.events import Event, QueueEvents, leave, listen
from background.testing import assert_enqueued, assert_nothing_enqueued, inline, recording
from tests.background.jobs import ran, remember


class Regret(Exception):
    pass


def regret() -> None:
    with transaction.atomic():
        remember.enqueue(text="regretted")
        raise Regret


class Ear(QueueEvents):
    def __init__(self) -> None:
        self.added: list[str] = []

    def on_added(self, event: Event) -> None:
        self.added.append(event.job_id)


def fail_with(jobs: int) -> None:
    raise Regret(f"{jobs} jobs")


class Commits:
    """The same facts hold in both kinds of test case."""

    def test_a_job_outside_any_transaction_of_its_own_is_there_at_once(self) -> None:
        with recording():
            remember.enqueue(text="x")

            assert_enqueued(remember, count=1)

    def test_a_job_is_there_when_its_transaction_ends_and_not_before(self) -> None:
        with recording():
            with transaction.atomic():
                remember.enqueue(text="x")
                assert_nothing_enqueued()

            assert_enqueued(remember, count=1)

    def test_a_rolled_back_job_never_was(self) -> None:
        with recording():
            with pytest.raises(Regret):
                regret()

            assert_nothing_enqueued()

    def test_a_savepoint_takes_only_its_own_jobs_along(self) -> None:
        with recording() as jobs:
            with transaction.atomic():
                remember.enqueue(text="kept")
                with pytest.raises(Regret):
                    regret()

            jobs.assert_enqueued(remember, payload={"text": "kept"}, count=1)
            assert len(jobs) == 1

    def test_inline_a_job_has_run_when_it_is_asked_about(self) -> None:
        with inline():
            with transaction.atomic():
                handle = remember.enqueue(text="x")
                assert ran == []

            assert handle.snapshot().result == "x"

        assert ran == ["x"]

    def test_inline_all_have_run_at_the_end_of_the_block_in_order(self) -> None:
        with inline():
            with transaction.atomic():
                remember.enqueue(text="first")
            remember.enqueue(text="second")
            with transaction.atomic():
                remember.enqueue(text="third")

        assert ran == ["first", "second", "third"]

    def test_inline_a_rolled_back_job_never_runs(self) -> None:
        with inline(), pytest.raises(Regret):
            regret()

        assert ran == []

    async def test_a_coroutine_sees_what_its_threads_enqueued(self) -> None:
        with recording() as jobs:
            await asyncio.gather(*(sync_to_async(remember.enqueue)(text=str(n)) for n in range(5)))
            await sync_to_async(enqueue_in_a_transaction)()

            assert_enqueued(remember, count=6)
            assert (await sync_to_async(jobs.drain)()).succeeded == 6

    async def test_inline_a_job_has_run_when_its_thread_comes_back(self) -> None:
        with inline():
            await sync_to_async(remember.enqueue)(text="x")

            assert ran == ["x"]


def enqueue_in_a_transaction() -> None:
    with transaction.atomic():
        remember.enqueue(text="committed")


class InATestCase(Commits, TestCase):
    def test_callbacks_that_are_executed_send_nothing_twice(self) -> None:
        ear = Ear()
        listen(ear)
        with recording() as jobs:
            with self.captureOnCommitCallbacks(execute=True):
                enqueue_in_a_transaction()
                assert len(jobs) == 1

            assert len(jobs) == 1
        leave(ear)
        assert len(ear.added) == 1

    def test_inline_runs_with_executed_callbacks(self) -> None:
        with inline():
            with self.captureOnCommitCallbacks(execute=True):
                enqueue_in_a_transaction()

            assert ran == ["committed"]


class InATransactionTestCase(Commits, TransactionTestCase):
    def test_inline_a_job_runs_at_the_moment_of_the_commit(self) -> None:
        with inline():
            enqueue_in_a_transaction()

            assert ran == ["committed"]

    def test_a_commit_that_fails_sends_nothing(self) -> None:
        with recording() as jobs:
            with patch.object(connection, "commit", side_effect=lambda: fail_with(len(jobs))), pytest.raises(Regret, match="0 jobs"):
                enqueue_in_a_transaction()

            assert_nothing_enqueued()

    def test_a_commit_after_the_recording_still_sends_nothing_to_redis(self) -> None:
        with transaction.atomic(), recording() as jobs:
            remember.enqueue(text="x")

        assert len(jobs) == 1

    def test_threads_share_a_recording(self) -> None:
        with recording() as jobs, ThreadPoolExecutor(4) as pool:
            list(pool.map(enqueue_in_a_thread, range(40)))

        jobs.assert_enqueued(remember, count=40)

    def test_inline_each_thread_runs_its_own_jobs(self) -> None:
        with inline(), ThreadPoolExecutor(4) as pool:
            states = list(pool.map(enqueue_in_a_thread, range(40)))

        assert set(states) == {"succeeded"}
        assert len(ran) == 40


def enqueue_in_a_thread(n: int) -> str:
    try:
        return remember.enqueue(text=str(n)).snapshot().state
    finally:
        close_old_connections()
        connection.close()
