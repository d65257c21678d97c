"""What ended long ago is forgotten, and nothing else."""

import json
import threading
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from background.constants import FINAL_STATES, JobState
from background.ledger import nightly, prune
from background.ledger.nightly import last_night, prune_if_due
from background.ledger.places import id_at, place_at
from background.ledger.prune import overdue
from background.ledger.recorder import Recorder
from background.ledger.storage import storage
from background.models import JobAttempt, JobBatch, JobDependency, JobRecord, NightlyTask
from background.models.job_record import OPEN_STATES
from background.rq_adapter import dead_letters
from background.rq_adapter.requeue import requeue
from tests.background.jobs import Note, give_up, remember
from tests.background.worker import run_all
from tests.no_redis import NOWHERE
from tests.processes import manage

pytestmark = pytest.mark.django_db(transaction=True)


def ended(state: JobState, *, days_ago: float, number: int = 1) -> list[UUID]:
    """Jobs that ended so, so long ago, each after one attempt."""
    moment = timezone.now() - timedelta(days=days_ago)
    first = id_at(place_at(moment)).int
    rows = [_row(UUID(int=first + n), state, moment) for n in range(number)]
    JobRecord.objects.bulk_create(rows)
    JobAttempt.objects.bulk_create(JobAttempt(job=row, execution=str(row.id)) for row in rows)
    return [row.id for row in rows]


def _row(job_id: UUID, state: JobState, moment: datetime) -> JobRecord:
    finished = moment if state in FINAL_STATES else None
    return JobRecord(
        id=job_id, name="x", queue="default", state=state, payload="{}", envelope="{}", created_at=moment, finished_at=finished
    )


def moved(ids: list[UUID], using: str) -> None:
    """To another database, with nothing that hangs on them."""
    rows = list(JobRecord.objects.filter(id__in=ids))
    JobRecord.objects.filter(id__in=ids).delete()
    JobRecord.objects.using(using).bulk_create(rows)


def prune_all() -> int:
    return sum(batch.jobs for batch in prune.prune(rest=lambda _: None))


def kept() -> set[UUID]:
    return set(JobRecord.objects.values_list("id", flat=True))


@pytest.mark.parametrize(("state", "days"), [("succeeded", 30), ("dead", 180), ("cancelled", 30), ("expired", 90)])
def test_a_job_is_forgotten_when_its_end_is_as_old_as_its_state_allows(state: str, days: int) -> None:
    ended(JobState(state), days_ago=days + 0.1)
    young = ended(JobState(state), days_ago=days - 0.1)

    assert prune_all() == 1
    assert kept() == set(young)
    assert set(JobAttempt.objects.values_list("job_id", flat=True)) == set(young)


def test_a_job_that_waited_long_is_kept_from_its_end_on() -> None:
    (job_id,) = ended(JobState.SUCCEEDED, days_ago=40)
    JobRecord.objects.filter(id=job_id).update(finished_at=timezone.now() - timedelta(days=1))

    assert prune_all() == 0


@pytest.mark.parametrize("state", OPEN_STATES)
def test_open_jobs_are_never_pruned(state: JobState, settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_DAYS": dict.fromkeys(FINAL_STATES, 1), "KEEP_JOBS": dict.fromkeys(FINAL_STATES, 1)}
    ended(state, days_ago=4000, number=3)

    assert prune_all() == 0
    assert JobRecord.objects.count() == 3


def test_so_many_are_kept_the_newest(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_JOBS": {"succeeded": 2}}
    ended(JobState.SUCCEEDED, days_ago=3)
    newest = [*ended(JobState.SUCCEEDED, days_ago=2), *ended(JobState.SUCCEEDED, days_ago=1)]
    others = ended(JobState.DEAD, days_ago=3, number=3)

    assert overdue() == {"succeeded": 1, "dead": 0, "cancelled": 0, "expired": 0}
    assert prune_all() == 1
    assert kept() == {*newest, *others}


def test_without_bounds_nothing_is_forgotten(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_DAYS": dict.fromkeys(FINAL_STATES, 0), "KEEP_JOBS": dict.fromkeys(FINAL_STATES, 0)}
    ended(JobState.SUCCEEDED, days_ago=4000, number=3)

    assert prune_all() == 0


def test_batches_are_small_and_have_a_rest_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune, "TOGETHER", 2)
    ended(JobState.SUCCEEDED, days_ago=40, number=5)
    rests: list[float] = []

    sizes = [batch.jobs for batch in prune.prune(rest=rests.append)]

    assert sizes == [2, 2, 1]
    assert len(rests) == 3


def test_a_batch_costs_the_same_statements_whatever_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    def statements(number: int) -> int:
        ended(JobState.SUCCEEDED, days_ago=40, number=number)
        with CaptureQueriesContext(connection) as queries:
            assert prune_all() == number
        return len(queries)

    assert statements(1) == statements(400)


def test_a_rest_that_is_cut_short_ends_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune, "TOGETHER", 2)
    ended(JobState.SUCCEEDED, days_ago=40, number=5)

    assert [batch.jobs for batch in prune.prune(rest=lambda _: True)] == [2]


def test_what_only_redis_knows_to_go_on_stays(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_JOBS": {"dead": 1}}
    first, _, third = give_up.enqueue_many(Note() for _ in range(3))
    run_all()
    Recorder().catch_up()
    requeue("default", [first.id])

    assert prune_all() == 1
    assert kept() == {UUID(first.id), UUID(third.id)}
    assert first.snapshot().state is JobState.QUEUED


def test_a_job_that_another_waits_for_stays() -> None:
    (parent,), (child,) = ended(JobState.SUCCEEDED, days_ago=40), ended(JobState.PENDING, days_ago=39)
    JobRecord.objects.filter(id=child).update(waiting=True)
    JobDependency.objects.create(parent_id=parent, child_id=child, on_parent_death="cancel")

    assert prune_all() == 0

    JobRecord.objects.filter(id=child).update(waiting=False)
    assert prune_all() == 1
    assert JobDependency.objects.get().parent_id is None


def test_the_members_of_a_batch_stay_until_it_has_ended_and_then_it_goes_with_them() -> None:
    batch = JobBatch.objects.create(id=uuid4(), name="import", created_at=timezone.now())
    members = ended(JobState.SUCCEEDED, days_ago=40, number=2)
    JobRecord.objects.filter(id__in=members).update(batch=batch)

    assert prune_all() == 0

    JobBatch.objects.update(finished_at=timezone.now() - timedelta(days=40))
    assert prune_all() == 2
    assert not JobBatch.objects.exists()


def test_dead_letters_go_with_their_jobs(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_JOBS": {"dead": 1}}
    handles = give_up.enqueue_many(Note() for _ in range(3))
    run_all()
    Recorder().catch_up()

    assert prune_all() == 2
    assert [letter["originalJob"]["id"] for letter in dead_letters.letters()] == [handles[-1].id]


def test_every_table_that_refers_to_jobs_is_looked_after() -> None:
    assert JobAttempt in {field.model for field in prune._references()}


def test_one_process_prunes_in_a_night(monkeypatch: pytest.MonkeyPatch) -> None:
    nights = iter([timezone.now(), *[timezone.now() + timedelta(days=1)] * 3])
    monkeypatch.setattr(nightly, "last_night", lambda _: next(nights))
    ended(JobState.SUCCEEDED, days_ago=40)

    prune_if_due(threading.Event())
    assert len(kept()) == 1, "a new ledger waits for its first night"
    prune_if_due(threading.Event())
    assert kept() == set()

    late = ended(JobState.SUCCEEDED, days_ago=40)
    prune_if_due(threading.Event())
    assert kept() == set(late)
    assert NightlyTask.objects.count() == 1


def test_a_night_begins_at_its_hour(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "PRUNE_HOUR": 4}
    berlin = ZoneInfo("Europe/Berlin")

    assert last_night(datetime(2026, 5, 2, 3, 59, tzinfo=berlin)) == datetime(2026, 5, 1, 4, tzinfo=berlin)
    assert last_night(datetime(2026, 5, 2, 4, 0, tzinfo=berlin)) == datetime(2026, 5, 2, 4, tzinfo=berlin)


def test_the_use_of_every_table_is_told() -> None:
    ended(JobState.SUCCEEDED, days_ago=1, number=300)

    found = {use.table: use for use in storage()}

    assert found["background_jobrecord"].rows == 300
    assert found["background_jobattempt"].rows == 300
    assert all(use.bytes is not None and use.bytes > 0 for use in found.values())
    assert (found["background_jobrecord"].bytes or 0) > (found["background_nightlytask"].bytes or 0)


def jobs_prune(*words: str) -> str:
    out = StringIO()
    call_command("jobs_prune", *words, stdout=out)
    return out.getvalue()


def test_a_dry_run_only_counts() -> None:
    ended(JobState.DEAD, days_ago=200, number=3)

    told: dict[str, Any] = json.loads(jobs_prune("--dry-run", "--json"))

    assert told["dry_run"] is True
    assert told["jobs"] == {"succeeded": 0, "dead": 3, "cancelled": 0, "expired": 0}
    assert {"state": "dead", "days": 180, "jobs": 100_000} in told["keep"]
    assert {"background_jobrecord", "background_jobattempt"} <= {use["table"] for use in told["storage"]}
    assert len(kept()) == 3


def test_people_read_tables() -> None:
    ended(JobState.DEAD, days_ago=200, number=3)

    lines = jobs_prune().splitlines()

    assert lines[0].split() == ["STATE", "DAYS", "KEPT", "JOBS", "KEPT", "FORGOTTEN"]
    assert ["dead", "180", "100,000", "3"] in [line.split() for line in lines]
    assert kept() == set()


def test_while_redis_is_away_nobody_knows_what_goes_on_so_nothing_is_forgotten() -> None:
    ended(JobState.DEAD, days_ago=200)

    done = manage("jobs_prune", REDIS_URL=NOWHERE)

    assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1)
    assert len(kept()) == 1


def test_a_job_that_was_never_pruned_is_not_touched() -> None:
    handle = remember.enqueue(text="x")

    assert prune_all() == 0
    assert handle.snapshot().state is JobState.QUEUED


@pytest.mark.django_db(transaction=True, databases=["default", "other"])
def test_every_database_with_jobs_is_pruned(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "DATABASES": ["default", "other"]}
    old, young = ended(JobState.SUCCEEDED, days_ago=31), ended(JobState.SUCCEEDED, days_ago=29)
    moved([*old, *young], "other")

    assert overdue()[JobState.SUCCEEDED] == 1
    assert prune_all() == 1

    assert set(JobRecord.objects.using("other").values_list("id", flat=True)) == set(young)
