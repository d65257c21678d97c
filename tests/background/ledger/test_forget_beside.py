"""Whoever is forgotten is forgotten in kept answers, and in the jobs that batches have prepared."""

import json

import pytest
from django.core.management import CommandError
from django.utils import timezone
from redis import Redis

from background.constants import JobState
from background.jobs import Batch, batch
from background.ledger.recorder import Recorder
from background.models import IdempotencyKey, JobBatch, JobRecord
from tests.background.api.conftest import client_of, person
from tests.background.family import work_piece
from tests.background.jobs import ran
from tests.background.ledger.test_forget import ADDRESS, deliver
from tests.background.worker import run_all
from tests.commands import as_json, said

pytestmark = pytest.mark.django_db(transaction=True)


def prepared_about() -> list[str]:
    """The users."""
    prepared = [text for fields in JobBatch.objects.values_list("on_success", "on_finish", "on_dead") for text in fields if text]
    return [key for text in prepared for _, key in json.loads(text)["subjects"]]


def a_batch_that_tells(user_id: int) -> Batch:
    """Somebody, and somebody else, when it is over."""
    told, another = deliver.prepared(user_id=user_id), deliver.prepared(user_id=8, address="bob@example.org")
    with batch("import", on_finish=told, on_success=another) as made:
        made.add(work_piece.prepared(name="a"))
    return made


def test_what_was_answered_to_somebody_goes(redis: Redis) -> None:
    ada, grace = person("ada", "operate_jobs"), person("grace", "operate_jobs")
    for user in (ada, grace):
        order = {"name": "test-remember", "data": {"text": "x"}}
        assert client_of(user).post("/api/v1/jobs/", order, headers={"Idempotency-Key": "k"}).status_code == 202

    found = said("jobs_forget", "user", str(ada.pk), "--dry-run")
    told = as_json("jobs_forget", "user", str(ada.pk))

    assert found == f"no job about user {ada.pk} is kept\nbesides: 1 answers\n"
    assert told["erased"]["answers"] == 1
    assert list(IdempotencyKey.objects.values_list("user", flat=True)) == [str(grace.pk)]


def test_a_request_that_is_being_carried_out_keeps_its_key() -> None:
    ada = person("ada")
    deliver.enqueue(user_id=7)
    IdempotencyKey.objects.create(user=str(ada.pk), route="POST /", key="k", body="b", claim="c", claimed_at=timezone.now())

    as_json("jobs_forget", "user", str(ada.pk))

    assert IdempotencyKey.objects.count() == 1


def test_what_was_answered_to_others_about_somebodys_job_goes_with_it(redis: Redis) -> None:
    staff = client_of(person("staff", "operate_jobs", "view_jobs"))
    for key, user_id in (("a", 7), ("b", 8)):
        staff.post("/api/v1/jobs/", {"name": "test-deliver", "data": {"user_id": user_id}}, headers={"Idempotency-Key": key})
    run_all()
    assert all(ADDRESS in content for content in IdempotencyKey.objects.values_list("content", flat=True))

    told = as_json("jobs_forget", "user", "7")

    assert told["erased"]["answers"] == 1
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["b"]


def test_what_a_batch_has_prepared_needs_a_word() -> None:
    a_batch_that_tells(user_id=7)

    with pytest.raises(CommandError, match="1 of these jobs wait"):
        said("jobs_forget", "user", "7")

    assert prepared_about() == ["8", "7"]


def test_what_a_batch_has_prepared_is_never_made(redis: Redis) -> None:
    a_batch_that_tells(user_id=7)

    told = as_json("jobs_forget", "user", "7", "--waiting", "cancel")
    run_all()
    Recorder().catch_up()
    run_all()

    assert (told["erased"]["prepared jobs"], told["still_prepared"]) == (1, 0)
    assert prepared_about() == ["8"]
    assert JobRecord.objects.filter(name="test-deliver").count() == 1


def test_a_batch_that_ends_because_its_jobs_are_called_off_makes_nothing_about_them() -> None:
    with batch("import", on_finish=deliver.prepared(user_id=7)) as made:
        made.add(deliver.prepared(user_id=7))

    as_json("jobs_forget", "user", "7", "--waiting", "cancel")

    assert JobRecord.objects.get().state == JobState.CANCELLED
    assert prepared_about() == []


def test_what_a_batch_has_prepared_may_be_made_first(redis: Redis) -> None:
    a_batch_that_tells(user_id=7)

    told = as_json("jobs_forget", "user", "7", "--waiting", "keep")
    assert told["still_prepared"] == 1
    run_all()
    Recorder().catch_up()
    run_all()
    told = as_json("jobs_forget", "user", "7")

    assert ran == ["a"]
    assert (told["forgotten"], told["erased"]["prepared jobs"], told["still_prepared"]) == (1, 1, 0)
    assert prepared_about() == ["8"]
