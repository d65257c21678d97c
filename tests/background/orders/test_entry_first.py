"""No order stands without an entry in the admin's log: what cannot be written down is not done."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connections
from django.test import Client
from redis import Redis
from rest_framework.test import APIClient

from accounts.models import User
from background.api import details
from background.jobs import batch
from background.ledger.recorder import Recorder
from background.models import JobRecord
from background.rq_adapter.pause import pause
from tests.background.admin.places import DEFAULT, everything, url
from tests.background.jobs import Note, give_up, remember
from tests.background.worker import run_all
from tests.failing_log import failing_at

pytestmark = pytest.mark.django_db(transaction=True)
API, LETTERS = "/api/v1/", "/api/v1/dead-letters/"
JOBS, BATCHES = "/admin/background/jobrecord/orders/", "/admin/background/jobbatch/"

type Give = Callable[[str], object]


@pytest.fixture
def master() -> User:
    return User.objects.create_superuser("master@example.org", "pass phrase", name="Master")


@pytest.fixture
def browser(master: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(master)
    return client


@pytest.fixture
def api(master: User) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(master)
    return client


@pytest.fixture(
    params=["delete", "requeue", "ticked", "everything", "restart", "retry", "letter replayed", "letter forgotten", "letters forgotten"]
)
def to_the_dead(request: pytest.FixtureRequest, browser: Client, api: APIClient) -> Give:
    orders: dict[str, Give] = {
        "delete": lambda job_id: browser.post(url("delete_job", DEFAULT, job_id)),
        "requeue": lambda job_id: browser.post(url("requeue_job", DEFAULT, job_id)),
        "ticked": lambda job_id: browser.post(url("actions", DEFAULT), {"action": "delete", "job_ids": [job_id]}),
        "everything": lambda _: browser.post(url("delete_failed_jobs", DEFAULT)),
        "restart": lambda job_id: browser.post(JOBS, {"action": "retry", "job": job_id}),
        "retry": lambda job_id: api.post(f"{API}jobs/{job_id}/retry/"),
        "letter replayed": lambda job_id: api.post(f"{LETTERS}{job_id}/replay/"),
        "letter forgotten": lambda job_id: api.post(f"{LETTERS}{job_id}/discard/"),
        "letters forgotten": lambda _: api.post(f"{LETTERS}discard/"),
    }
    return orders[request.param]


@pytest.fixture(params=["stop", "clear", "cancel", "call off", "empty"])
def to_the_waiting(request: pytest.FixtureRequest, browser: Client, api: APIClient) -> Give:
    orders: dict[str, Give] = {
        "stop": lambda job_id: browser.post(url("stop_job", DEFAULT, job_id)),
        "clear": lambda _: browser.post(url("clear", DEFAULT)),
        "cancel": lambda job_id: browser.post(JOBS, {"action": "cancel", "job": job_id}),
        "call off": lambda job_id: api.post(f"{API}jobs/{job_id}/cancel/"),
        "empty": lambda _: api.post(f"{API}queues/default/empty/"),
    }
    return orders[request.param]


@pytest.fixture(params=["admin", "api"])
def to_a_batch(request: pytest.FixtureRequest, browser: Client, api: APIClient) -> Give:
    orders: dict[str, Give] = {
        "admin": lambda batch_id: browser.post(f"{BATCHES}{batch_id}/cancel/", {"reason": "wrong file"}),
        "api": lambda batch_id: api.post(f"{API}batches/{batch_id}/cancel/", {"reason": "wrong file"}),
    }
    return orders[request.param]


@pytest.fixture(params=["pause", "resume"])
def to_a_queue(request: pytest.FixtureRequest, api: APIClient) -> Callable[[], object]:
    pause("default")
    return lambda: api.post(f"{API}queues/default/{request.param}/")


def test_what_is_dead_stays_so(to_the_dead: Give, redis: Redis) -> None:
    job_id = dead()
    before = everything(redis)

    with failing_at("INSERT INTO"):
        to_the_dead(job_id)

    assert everything(redis) == before


def test_what_waits_goes_on_waiting(to_the_waiting: Give, redis: Redis) -> None:
    job_id = remember.enqueue(text="x").id
    before = everything(redis)

    with failing_at("INSERT INTO"):
        to_the_waiting(job_id)

    assert everything(redis) == before


def test_a_batch_goes_on(to_a_batch: Give, redis: Redis) -> None:
    with batch("imports") as some:
        some.add(remember.prepared(text="x"))
    before = everything(redis)

    with failing_at("INSERT INTO"):
        to_a_batch(some.id)

    assert everything(redis) == before


def test_what_is_done_to_the_dead_has_its_entry_meanwhile(to_the_dead: Give) -> None:
    job_id = dead()

    with failing_at("UPDATE"):
        to_the_dead(job_id)

    (entry,) = LogEntry.objects.all()
    assert entry.change_message.endswith(f" 1 job of queue default: {job_id}. What came of it is not known.")
    assert entry.change_message.startswith(("Delete ", "Requeue ", "Retry "))


def test_what_is_done_to_the_waiting_has_its_entry_meanwhile(to_the_waiting: Give) -> None:
    with failing_at("UPDATE"):
        to_the_waiting(remember.enqueue(text="x").id)

    (entry,) = LogEntry.objects.all()
    assert entry.change_message.endswith(" What came of it is not known.")


def test_a_batch_that_is_called_off_has_its_entry_meanwhile(to_a_batch: Give) -> None:
    with batch("imports") as some:
        some.add(remember.prepared(text="x"))

    with failing_at("UPDATE"):
        to_a_batch(some.id)

    entry = LogEntry.objects.get()
    wanted = "Cancel all its jobs that have not ended: wrong file. What came of it is not known."
    assert (entry.object_id, entry.change_message) == (some.id, wanted)


def test_a_job_that_is_not_moved_keeps_its_time(api: APIClient, redis: Redis) -> None:
    job_id = later()
    before = everything(redis)

    with failing_at("INSERT INTO"):
        api.post(f"{API}jobs/{job_id}/reschedule/", {"delay_seconds": 60})

    assert everything(redis) == before


def test_a_job_that_is_moved_has_its_entry_meanwhile(api: APIClient) -> None:
    job_id = later()

    with failing_at("UPDATE"):
        api.post(f"{API}jobs/{job_id}/reschedule/", {"delay_seconds": 60})

    assert LogEntry.objects.get().change_message.endswith(f": {job_id}. What came of it is not known.")


def test_under_atomic_requests_orders_to_the_dead_are_written_down(to_the_dead: Give, each_request_atomic: None) -> None:
    to_the_dead(dead())

    assert LogEntry.objects.count() == 1


def test_under_atomic_requests_orders_to_the_waiting_are_written_down(to_the_waiting: Give, each_request_atomic: None) -> None:
    to_the_waiting(remember.enqueue(text="x").id)

    assert LogEntry.objects.count() == 1


def test_under_atomic_requests_orders_to_a_batch_are_written_down(to_a_batch: Give, each_request_atomic: None) -> None:
    with batch("imports") as some:
        some.add(remember.prepared(text="x"))

    to_a_batch(some.id)

    assert LogEntry.objects.count() == 1


def test_under_atomic_requests_orders_to_a_queue_are_written_down(to_a_queue: Callable[[], object], each_request_atomic: None) -> None:
    to_a_queue()

    assert LogEntry.objects.count() == 1


def test_under_atomic_requests_a_move_is_written_down(api: APIClient, each_request_atomic: None) -> None:
    api.post(f"{API}jobs/{later()}/reschedule/", {"delay_seconds": 60})

    assert LogEntry.objects.count() == 1


def test_under_atomic_requests_an_entry_outlives_a_request_that_fails(
    api: APIClient, each_request_atomic: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = remember.enqueue(text="x")
    monkeypatch.setattr(details, "accepted", Mock(side_effect=ZeroDivisionError))

    answer = api.post(f"{API}jobs/{job.id}/cancel/")

    assert (answer.status_code, job.snapshot().state) == (500, "cancelled")
    assert LogEntry.objects.get().change_message == f"Cancelled 1 job of queue default: {job.id}"


@pytest.fixture
def each_request_atomic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)


def later() -> str:
    return remember.using(run_after=timedelta(hours=1)).enqueue(text="x").id


def dead() -> str:
    (handle,) = give_up.enqueue_many([Note(text="x")])
    run_all()
    Recorder().catch_up()
    assert JobRecord.objects.get(id=handle.id).state == "dead"
    return handle.id
