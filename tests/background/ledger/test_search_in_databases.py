"""A project may account for jobs in several databases; whoever looks for them need not know in which."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connections
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import User
from background.constants import JobState
from background.engine.handle import Handle
from background.ledger import search
from background.ledger.browse import runs_of
from background.ledger.ids import as_uuid
from background.ledger.indexer import catch_up
from background.ledger.indexing import indexing
from background.ledger.recorder import Recorder
from background.ledger.search import find
from background.ledger.wanted import Wanted
from tests.background.jobs import fail, remember
from tests.background.worker import run_all

BOTH = ["default", "other"]

pytestmark = pytest.mark.django_db(transaction=True, databases=BOTH)


@pytest.fixture(scope="module", autouse=True)
def _words_are_indexed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The tests' second database is not migrated, so it lacks what only the migration makes."""
    migration = import_module("background.migrations.0008_job_words")
    with django_db_blocker.unblock(), connections["other"].cursor() as cursor:
        if any(name.startswith("background_jobwords_index") for name in connections["other"].introspection.table_names(cursor)):
            return
        if "lexemes" in [column.name for column in connections["other"].introspection.get_table_description(cursor, "background_jobwords")]:
            return
    with django_db_blocker.unblock(), connections["other"].schema_editor() as editor:
        migration.index_words(apps, editor)


@pytest.fixture(autouse=True)
def _two_ledgers(settings: Settings) -> None:
    settings.BACKGROUND = settings.BACKGROUND | {"DATABASES": BOTH}


def made(number: int) -> list[str]:
    """Jobs of both databases in turns, the newest first."""
    return [remember.using(database=BOTH[place % 2]).enqueue(text=f"kettle {place}").id for place in range(number)][::-1]


def pages(wanted: Wanted, limit: int) -> list[list[str]]:
    """To the oldest, and back to the newest."""
    page = find(wanted, limit=limit)
    found = [[str(row.id) for row in page.rows]]
    while page.older:
        page = find(wanted, cursor=page.older, limit=limit)
        found.append([str(row.id) for row in page.rows])
    while page.newer:
        page = find(wanted, cursor=page.newer, limit=limit)
        found.append([str(row.id) for row in page.rows])
    return found


def sum_of(found: list[list[str]]) -> list[str]:
    return [job_id for page in found for job_id in page]


@pytest.mark.parametrize(
    "wanted", [Wanted(), Wanted(name="test-remember"), Wanted(text="kettle", sees_payloads=True), Wanted(states=[JobState.PENDING])]
)
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_their_pages_are_in_one_order_there_and_back(wanted: Wanted, limit: int) -> None:
    expected = made(6)
    catch_up()

    found = pages(wanted, limit)

    steps = 6 // limit
    assert sum_of(found[:steps]) == expected
    assert sum_of(found[steps:][::-1]) == expected[: 6 - limit]


def test_a_page_ends_where_one_of_them_was_not_read_any_further(monkeypatch: pytest.MonkeyPatch) -> None:
    rare = []
    for database in [*BOTH, *BOTH]:
        for _ in range(3):
            remember.using(database=database, owner="8").enqueue(text="of another")
            fail.using(database=database, owner="7").enqueue(text="another kind")
        rare.append(remember.using(database=database, owner="7").enqueue(text="rare").id)
    monkeypatch.setattr(search, "MOST_LOOKED_AT", 2)
    monkeypatch.setattr(search, "LOOKED_AT_TOGETHER", 2)

    found = pages(Wanted(owner="7", name="test-remember"), 1)

    half = found[: found.index(rare[:1]) + 1]
    assert sum_of(half) == rare[::-1]
    assert [] in half


@pytest.mark.parametrize("database", BOTH)
def test_one_is_found_by_its_id_and_by_its_error(database: str) -> None:
    handle = fail.using(database=database, max_attempts=1).enqueue(text="x")
    run_all()
    Recorder().catch_up()
    number = as_uuid(handle.id)
    assert number

    assert [str(row.id) for row in find(Wanted(text=handle.id)).rows] == [handle.id]
    assert [str(row.id) for row in find(Wanted(states=[JobState.DEAD])).rows] == [handle.id]
    assert len(runs_of(number)) == 1


def test_how_far_behind_the_words_are_counts_all_of_them() -> None:
    made(4)
    before = indexing().pending

    catch_up()

    assert (before, indexing().pending) == (4, 0)


@pytest.fixture
def job() -> Handle[str]:
    return remember.using(database="other").enqueue(text="x")


def test_the_admin_lists_shows_and_cancels_one_of_another_database(job: Handle[str], admin_client: Client) -> None:
    listed = admin_client.get("/admin/background/jobrecord/")
    shown = admin_client.get(f"/admin/background/jobrecord/{job.id}/")
    admin_client.post("/admin/background/jobrecord/orders/", {"action": "cancel", "job": [job.id]})

    assert job.id in listed.text
    assert shown.status_code == 200
    assert job.snapshot().state is JobState.CANCELLED


def test_the_api_lists_one_of_another_database(admin_user: User, client: Client) -> None:
    owned = remember.using(database="other", owner=str(admin_user.pk)).enqueue(text="x")
    client.force_login(admin_user)

    listed = client.get("/api/v1/jobs/", {"owner": str(admin_user.pk)}).json()

    assert [job["id"] for job in listed["results"]] == [owned.id]


def test_an_id_finds_its_job_alone_though_another_database_has_its_words() -> None:
    wanted = remember.using(database="default").enqueue(text="kettle").id
    remember.using(database="other").enqueue(text=wanted)
    catch_up()

    assert [str(row.id) for row in find(Wanted(text=wanted, sees_payloads=True)).rows] == [wanted]
