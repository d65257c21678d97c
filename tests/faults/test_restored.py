"""An older database, or an older Redis, is put back: what was about things that are gone ends, and says so."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection
from pytest_django import Settings
from redis import Redis
from rest_framework.test import APIClient

from accounts.models import User
from background.constants import JobState
from background.engine.look import look
from background.exceptions import GONE
from background.interfaces import JobSnapshot
from background.ledger.reconcile import Reconciler
from background.models import JobRecord
from config.dev.valkey import EmbeddedValkey
from config.rig.append_only import wait_until_written
from tests.conftest import redis_binary
from tests.processes import manage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    return tmp_path / "mails"


@pytest.fixture
def server(settings: Settings) -> Iterator[EmbeddedValkey]:
    """One that this test may stop, and whose file it may exchange. Its socket's path must be short."""
    former = settings.RQ_QUEUES
    with TemporaryDirectory(prefix="old-") as room:
        server = EmbeddedValkey(Path(room) / "data", Path(room) / "s.sock", redis_binary())
        settings.RQ_QUEUES = {name: {**queue, "URL": server.url} for name, queue in former.items()}
        with server:
            yield server
    settings.RQ_QUEUES = former


def register() -> list[str]:
    """Ada registers; the ids of the jobs that mail her."""
    answer = APIClient().post(
        "/api/v1/accounts/register/", {"email": "ada@example.org", "password": "violet-lantern-73", "name": "Ada"}, format="json"
    )
    assert answer.status_code == 202
    return [str(job_id) for job_id in JobRecord.objects.values_list("id", flat=True)]


def work(mails: Path) -> None:
    for words in (("rqworker", "email", "--burst"), ("jobs_ledger", "--once")):
        done = manage(*words, MAIL_DIR=str(mails))
        assert done.returncode == 0, done.stderr


def was_discarded(job: JobSnapshot) -> bool:
    return job.state is JobState.CANCELLED and job.attempts == 1 and job.note.startswith(GONE)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file is put back")
def test_an_older_database_does_not_know_whom_jobs_are_about(mails: Path) -> None:
    connection.ensure_connection()
    database, old = connection.connection, sqlite3.connect(":memory:")
    database.backup(old)
    job_ids = register()

    old.backup(database)
    assert not User.objects.exists()
    work(mails)

    assert [was_discarded(look(job_id)) for job_id in job_ids] == [True, True]
    assert not mails.exists()


def test_an_older_redis_runs_its_jobs_again_and_they_find_nobody(server: EmbeddedValkey, mails: Path, tmp_path: Path) -> None:
    job_ids = register()
    wait_until_written(Redis.from_url(server.url))
    shutil.copytree(server.directory / "appendonlydir", tmp_path / "old")
    work(mails)
    assert len(list(mails.iterdir())) == 2
    User.objects.all().delete()

    server.stop()
    shutil.rmtree(server.directory / "appendonlydir")
    shutil.copytree(tmp_path / "old", server.directory / "appendonlydir")
    server.start()
    work(mails)

    assert [was_discarded(look(job_id)) for job_id in job_ids] == [True, True]
    assert set(JobRecord.objects.values_list("state", flat=True)) == {JobState.CANCELLED}
    assert Reconciler().reconcile() + Reconciler().reconcile() == 0
    assert len(list(mails.iterdir())) == 2
