"""What is kept of somebody can be handed out, and erased everywhere."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from redis import Redis

from accounts.models import User
from accounts.services.register import register
from background.constants import JobState
from background.engine.backoff import fixed
from background.engine.declare import JobQueue
from background.engine.job import Job
from background.engine.look import look
from background.engine.secret import Secret
from background.engine.subjects import Subject
from background.ledger.catch_up import note_endings
from background.ledger.forget import forget_ended, jobs_about, want_gone
from background.ledger.personal_data import ERASED, ERASED_FIELDS, stores
from background.ledger.record import record
from background.ledger.recorder import Recorder
from background.models import JobAttempt, JobRecord, JobSubject
from background.rq_adapter.event_stream import read
from background.rq_adapter.requeue import requeue
from tests.background.jobs import remember
from tests.background.rq_adapter.lives import taken
from tests.background.worker import run_all
from tests.commands import as_json, said
from tests.no_redis import NOBODY

pytestmark = pytest.mark.django_db(transaction=True)

queue = JobQueue("default")
ADDRESS = "ada@example.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    user_id: Annotated[int, Subject("user")]
    address: str = ADDRESS
    pin: Secret[str] | None = None


@queue.job("test-deliver", Parcel, max_attempts=2, backoff=fixed(timedelta(hours=1)))
def deliver(job: Job[Parcel]) -> str:
    job.log(f"to {job.data.address}")
    job.progress(50, f"on the way to {job.data.address}")
    return job.data.address


@queue.job("test-misdeliver", Parcel, max_attempts=1)
def misdeliver(job: Job[Parcel]) -> None:
    job.log(f"to {job.data.address}")
    raise ValueError(f"nobody is at {job.data.address}")


def kept(redis: Redis) -> bytes:
    """All that Redis and the ledger hold, as it lies there."""
    dumps = [redis.dump(key) or b"" for key in redis.scan_iter() if key != b"rq:events"]
    keys = [bytes(key) for key in redis.scan_iter()]
    events = [value for _, fields in redis.xrange("rq:events") for value in fields.values()]
    hashes = [value for key in redis.scan_iter("rq:job:*", _type="hash") for value in redis.hgetall(key).values()]
    rows = [repr(list(model.objects.values())).encode() for model in (JobRecord, JobAttempt, JobSubject)]
    return b"\n".join([*keys, *dumps, *events, *hashes, *rows])


def test_a_job_is_found_by_whom_it_is_about_with_an_index() -> None:
    mine = deliver.enqueue(user_id=7)
    also_mine = remember.using(subjects=[("user", 7), ("shop", 1)]).enqueue(text="x")
    deliver.enqueue(user_id=8)

    with CaptureQueriesContext(connection) as queries:
        found = {str(row.id) for row in jobs_about("user", "7")}

    assert found == {mine.id, also_mine.id}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {queries[0]['sql']}")
            assert "SCAN" not in " ".join(row[3] for row in cursor.fetchall()).replace("USE TEMP B-TREE", "")


def test_nothing_is_left_of_somebody_but_skeletons(redis: Redis) -> None:
    done, dead = deliver.enqueue(user_id=7), misdeliver.enqueue(user_id=7)
    other = deliver.enqueue(user_id=8, address="bob@example.org")
    run_all()
    assert ADDRESS.encode() in kept(redis)

    told = as_json("jobs_forget", "user", "7")

    left = kept(redis)
    assert (told["forgotten"], told["left_for_later"]) == (2, 0)
    assert told["erased"]["payloads"] == told["erased"]["jobs in redis"] == told["erased"]["attempts"] == 2
    assert ADDRESS.encode() not in left
    assert b"bob@example.org" in left
    assert not jobs_about("user", "7").exists()
    rows = {str(row.id): row for row in JobRecord.objects.all()}
    assert (rows[done.id].state, rows[dead.id].state, rows[dead.id].error_code) == (JobState.SUCCEEDED, JobState.DEAD, "ValueError")
    assert rows[done.id].finished_at is not None
    assert (look(dead.id).note, look(dead.id).data) == (ERASED, None)
    assert look(other.id).data == {"user_id": 8, "address": "bob@example.org", "pin": None}


def test_what_happened_to_others_in_the_same_step_is_written_down_before_it_goes(redis: Redis) -> None:
    mine, other = deliver.enqueue_many([Parcel(user_id=7), Parcel(user_id=8)])
    assert redis.xlen("rq:events") == 1
    run_all()
    note_endings([mine.id], using="default")
    want_gone("user", "7")
    theirs = [event.kind for event in read() if event.job_id == mine.id]

    erased = list(forget_ended())

    rows = {str(row.id): row for row in JobRecord.objects.all()}
    assert [rows[handle.id].state for handle in (mine, other)] == [JobState.SUCCEEDED] * 2
    assert sum(part.things["events"] for part in erased) == len(theirs)
    assert JobAttempt.objects.get(job=rows[other.id]).ended_at is not None


def test_what_another_recorder_has_read_and_not_written_down_outlives_it(redis: Redis) -> None:
    mine, other = deliver.enqueue_many([Parcel(user_id=7), Parcel(user_id=8, address="bob@example.org")])
    run_all()
    redis.xgroup_create("rq:events", "ledger", id="0")
    redis.xreadgroup("ledger", "one that dies", {"rq:events": ">"})
    note_endings([mine.id], using="default")
    want_gone("user", "7")

    assert [erased.job_ids for erased in forget_ended() if erased.job_ids] == []

    for pending in redis.xpending_range("rq:events", "ledger", "-", "+", 10):
        redis.xclaim("rq:events", "ledger", "one that dies", 0, [pending["message_id"]], idle=60_000)
    assert [erased.job_ids for erased in forget_ended() if erased.job_ids] == [[mine.id]]
    assert JobRecord.objects.get(id=other.id).state == JobState.SUCCEEDED
    assert JobAttempt.objects.get(job__id=other.id).ended_at is not None
    assert ADDRESS.encode() not in kept(redis)


def test_what_a_recorder_was_held_up_with_does_not_come_back(redis: Redis) -> None:
    misdeliver.enqueue(user_id=7)
    run_all()
    held_up = read(limit=100)
    Recorder().catch_up()
    want_gone("user", "7")
    assert [len(erased.job_ids) for erased in forget_ended() if erased.job_ids] == [1]

    record(held_up)

    assert ADDRESS.encode() not in kept(redis)


def test_a_job_that_was_let_start_afresh_meanwhile_is_not_forgotten_but_run(redis: Redis) -> None:
    handle = misdeliver.enqueue(user_id=7)
    run_all()
    Recorder().catch_up()
    want_gone("user", "7")
    requeue("default", [handle.id])

    assert [erased.job_ids for erased in forget_ended() if erased.job_ids] == []

    assert redis.lrange("rq:queue:default", 0, -1) == [handle.id.encode()]


def test_every_column_is_a_part_of_the_skeleton_or_is_erased() -> None:
    skeleton = {
        *("id", "name", "queue", "state", "priority", "attempts", "max_attempts", "event", "error_code"),
        *("created_at", "run_after", "started_at", "finished_at", "batch", "waiting"),
    }

    columns = {column.name for column in JobRecord._meta.concrete_fields}

    assert columns - skeleton == {"payload", "has_secrets", "note", *ERASED_FIELDS}


def test_jobs_that_wait_need_a_word(redis: Redis) -> None:
    deliver.enqueue(user_id=7)

    with pytest.raises(CommandError, match=r"1 of these jobs wait.*--waiting cancel or --waiting keep"):
        said("jobs_forget", "user", "7")

    assert jobs_about("user", "7").get().state == JobState.QUEUED
    assert redis.llen("rq:queue:default") == 1


def test_jobs_that_wait_are_cancelled_and_forgotten(redis: Redis) -> None:
    deliver.enqueue(user_id=7)
    deliver.using(run_after=timedelta(hours=1)).enqueue(user_id=7)

    told = as_json("jobs_forget", "user", "7", "--waiting", "cancel")

    assert (told["forgotten"], told["cancelled"]) == (2, 2)
    assert set(JobRecord.objects.values_list("state", flat=True)) == {JobState.CANCELLED}
    assert ADDRESS.encode() not in kept(redis)
    assert not run_all()


def test_jobs_that_wait_may_run_first(redis: Redis) -> None:
    handle = deliver.enqueue(user_id=7)

    told = as_json("jobs_forget", "user", "7", "--waiting", "keep")
    assert (told["forgotten"], told["cancelled"], told["left_for_later"]) == (0, 0, 1)
    run_all()
    Recorder().catch_up()
    for _ in forget_ended():
        pass

    assert JobRecord.objects.get(id=handle.id).state == JobState.SUCCEEDED
    assert ADDRESS.encode() not in kept(redis)


def test_a_job_that_runs_is_asked_to_stop_and_forgotten_when_it_has(redis: Redis) -> None:
    handle = deliver.enqueue(user_id=7)
    desk, claim = taken(redis)

    told = as_json("jobs_forget", "user", "7", "--waiting", "cancel")
    assert (told["asked_to_stop"], told["left_for_later"]) == (1, 1)
    desk.hand_back(claim)
    Recorder().catch_up()
    for _ in forget_ended():
        pass

    assert JobRecord.objects.get(id=handle.id).state == JobState.CANCELLED
    assert ADDRESS.encode() not in kept(redis)


def test_a_job_that_only_the_ledger_has_is_forgotten_too(settings: Settings, redis: Redis) -> None:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    handle = deliver.enqueue(user_id=7)
    settings.RQ_QUEUES = former

    told = as_json("jobs_forget", "user", "7", "--waiting", "cancel")

    assert told["forgotten"] == 1
    assert JobRecord.objects.get(id=handle.id).state == JobState.CANCELLED
    assert ADDRESS.encode() not in kept(redis)


def test_a_dry_run_changes_nothing(redis: Redis) -> None:
    deliver.enqueue(user_id=7)
    run_all()
    Recorder().catch_up()
    before = kept(redis)

    assert said("jobs_forget", "user", "7", "--dry-run") == "1 job is about user 7: 1 succeeded\n"
    assert as_json("jobs_forget", "user", "7", "--dry-run") == {"jobs": 1, "states": {"succeeded": 1}, "beside": {}}

    assert kept(redis) == before


def test_nobody_is_forgotten_without_a_fuss() -> None:
    assert said("jobs_forget", "user", "7") == "no job about user 7 is kept\n"


@dataclass
class Notes:
    """Another store, such as one of mail bodies."""

    kept: dict[str, str]
    name: str = "notes"

    def forget(self, job_ids: Sequence[str], *, using: str) -> int:
        return len([self.kept.pop(job_id) for job_id in job_ids if job_id in self.kept])

    def export(self, job_ids: Sequence[str], *, using: str) -> Mapping[str, object]:
        return {job_id: self.kept[job_id] for job_id in job_ids if job_id in self.kept}


@pytest.fixture
def notes() -> Iterator[dict[str, str]]:
    kept: dict[str, str] = {}
    stores.append(mine := Notes(kept))
    yield kept
    stores.remove(mine)


def test_other_stores_are_asked_as_well(notes: dict[str, str]) -> None:
    handle, other = deliver.enqueue(user_id=7), deliver.enqueue(user_id=8)
    notes |= {handle.id: "rang twice", other.id: "rang once"}
    run_all()

    exported = json.loads(said("jobs_export", "user", "7"))
    told = as_json("jobs_forget", "user", "7")

    assert [job["notes"] for job in exported] == ["rang twice"]
    assert told["erased"]["notes"] == 1
    assert notes == {other.id: "rang once"}


def test_what_is_kept_of_somebody_is_handed_out(tmp_path: Path) -> None:
    deliver.enqueue(user_id=7, pin=Secret("042137"))
    misdeliver.enqueue(user_id=7)
    deliver.enqueue(user_id=8)
    run_all()
    Recorder().catch_up()

    said("jobs_export", "user", "7", "--output", str(tmp_path / "ada.json"))

    text = (tmp_path / "ada.json").read_text()
    done, dead = json.loads(text)
    assert (done["name"], done["state"], done["payloads"]["result"]) == ("test-deliver", "succeeded", ADDRESS)
    assert done["payloads"]["data"] == {"user_id": 7, "address": ADDRESS, "pin": "********"}
    assert [line["text"] for line in done["logs"]] == [f"to {ADDRESS}"]
    assert [attempt["error_message"] for attempt in dead["attempts"]] == [f"nobody is at {ADDRESS}"]
    assert "042137" not in text


@pytest.mark.parametrize("command", ["jobs_export", "jobs_forget"])
def test_a_kind_of_whom_nothing_is_kept_is_one_line(command: str) -> None:
    with pytest.raises(CommandError, match=r"^nothing is kept about any 'nope'; jobs and what is beside them are about: .*\buser\b"):
        said(command, "nope", "7")


def test_a_kind_that_only_callers_name_is_known() -> None:
    handle = deliver.using(subjects=[("order", 5)]).enqueue(user_id=7)

    assert [job["id"] for job in json.loads(said("jobs_export", "order", "5"))] == [handle.id]
    assert json.loads(said("jobs_export", "order", "6")) == []


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "ada.json").write_text("old")

    with pytest.raises(CommandError, match="cannot write"):
        said("jobs_export", "user", "7", "--output", str(tmp_path / "ada.json"))

    assert (tmp_path / "ada.json").read_text() == "old"


def test_the_mails_of_a_registration_are_about_their_person(redis: Redis) -> None:
    ada = register(email=ADDRESS, password="violet-lantern-73", name="Ada")
    assert jobs_about("user", str(ada.pk)).count() == 2

    as_json("jobs_forget", "user", str(ada.pk), "--waiting", "cancel")

    assert ADDRESS.encode() not in kept(redis)
    assert User.objects.filter(pk=ada.pk).exists()
