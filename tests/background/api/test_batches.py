"""Batches over HTTP: their owner sees how far they are and may call them off."""

import pytest
from redis import Redis
from rest_framework.test import APIClient

from accounts.models import User
from background.engine.context import calling
from background.jobs import Batch, batch
from background.ledger.recorder import Recorder
from tests.background.family import work_piece
from tests.background.worker import run_all

BATCHES = "/api/v1/batches/"


@pytest.fixture
def hers(ada: User, redis: Redis) -> Batch:
    recorder = Recorder()
    with calling(owner=str(ada.pk)), batch("import") as made:
        made.add_many(work_piece.prepared(name=name) for name in "ab")
    run_all(max_jobs=1)
    recorder.catch_up()
    return made


def test_its_owner_sees_how_far_it_is(as_ada: APIClient, hers: Batch) -> None:
    answer = as_ada.get(f"{BATCHES}{hers.id}/")

    shown = answer.json()
    assert (shown["id"], shown["name"], shown["finished_at"]) == (hers.id, "import", None)
    assert shown["progress"] == {"total": 2, "ended": 1, "percent": 50, "counts": {"queued": 1, "succeeded": 1}}
    assert as_ada.get(f"{BATCHES}{hers.id}/", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_others_see_nothing_and_staff_sees_all(as_grace: APIClient, as_viewer: APIClient, hers: Batch) -> None:
    unknown = as_grace.get(f"{BATCHES}0199a1e5-0000-7000-8000-000000000000/")

    assert (as_grace.get(f"{BATCHES}{hers.id}/").status_code, unknown.status_code) == (404, 404)
    assert as_viewer.get(f"{BATCHES}{hers.id}/").status_code == 200
    assert as_viewer.post(f"{BATCHES}{hers.id}/cancel/").status_code == 403
    assert as_grace.post(f"{BATCHES}{hers.id}/cancel/").status_code == 404


def test_its_owner_calls_it_off(as_ada: APIClient, hers: Batch) -> None:
    answer = as_ada.post(f"{BATCHES}{hers.id}/cancel/", {"reason": "wrong file"})

    assert answer.status_code == 202
    Recorder().catch_up()
    assert as_ada.get(f"{BATCHES}{hers.id}/").json()["progress"]["counts"] == {"cancelled": 1, "succeeded": 1}


def test_a_job_that_waits_says_so_and_can_be_called_off(as_ada: APIClient, ada: User, hers: Batch) -> None:
    last = work_piece.using(after=work_piece.enqueue(name="c"), owner=str(ada.pk)).enqueue(name="d")
    shown = as_ada.get(f"/api/v1/jobs/{last.id}/").json()

    answer = as_ada.post(f"/api/v1/jobs/{last.id}/cancel/", {"reason": "wrong file"})

    assert (shown["state"], shown["note"]) == ("pending", "waits for other jobs")
    assert (answer.status_code, answer.json()["state"], answer.json()["note"]) == (202, "cancelled", "wrong file")
