"""Jobs are found by their words, and a page is short rather than late."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from background.constants import JobState
from background.engine.envelope import new_ids
from background.engine.secret import Secret
from background.exceptions import CursorInvalid
from background.ledger import search, word_search
from background.ledger.indexer import Indexer
from background.ledger.places import id_at, place_at, place_of
from background.ledger.recorder import Recorder
from background.ledger.search import find
from background.ledger.wanted import Wanted
from background.ledger.word_index import forget, index_again
from background.models import JobRecord, JobWords
from tests.background.jobs import Note, fail, remember, reveal
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True)


def ids(wanted: Wanted) -> list[str]:
    return [str(row.id) for row in find(wanted).rows]


def by(text: str, **more: object) -> list[str]:
    """What staff finds."""
    return ids(Wanted(text=text, sees_payloads=True, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["kettle", "KETTLE", "the kettle boils", "test-remember", "test-rem", "remember kettle", "billing", "eu-west", "7", "Ünïcode"]
)
def test_a_job_is_found_by_the_words_of_its_name_its_tags_and_its_payload(text: str) -> None:
    job = remember.using(tags=["billing", "eu-west"]).enqueue(text="The kettle boils: 7 ünïcode")
    remember.enqueue(text="another")
    Indexer().catch_up()

    found = by(text)

    assert job.id in found
    assert (len(found) == 1) is (text not in ("test-remember", "test-rem"))


@pytest.mark.parametrize("text", ["kett", "boils kettle dry", "' OR 1=1 --", '"', "!", "a" * 5000, "\0"])
def test_what_is_not_there_is_not_found(text: str) -> None:
    remember.enqueue(text="the kettle boils")
    Indexer().catch_up()

    assert by(text) == []


def test_who_may_not_see_payloads_does_not_find_by_them() -> None:
    job = remember.using(tags=["shown"], owner="7").enqueue(text="hidden")
    Indexer().catch_up()

    assert ids(Wanted(text="hidden", owner="7")) == []
    assert ids(Wanted(text="shown", owner="7")) == [job.id]
    assert ids(Wanted(text="shown", owner="8")) == []


def test_no_secret_becomes_a_word() -> None:
    reveal.enqueue(pin=Secret("swordfish"))
    Indexer().catch_up()

    assert by("swordfish") == []
    assert JobWords.objects.get().words == "test reveal"


def test_an_error_is_found_from_the_moment_it_is_noted() -> None:
    job = fail.using(max_attempts=1).enqueue(text="kettle")
    Indexer().catch_up()
    assert by("luck") == []

    run_all()
    Recorder().catch_up()

    assert by("no luck ValueError") == [job.id]
    assert by("kettle") == [job.id]


def test_an_id_or_a_request_finds_what_it_names_without_an_index() -> None:
    job = remember.enqueue(text="x")
    JobRecord.objects.filter(id=job.id).update(request_id="request-12345")

    assert by(job.id) == by("request-12345") == [job.id]


@pytest.mark.parametrize(("tag", "is_found"), [("eu", True), ("EU", True), ("shop:7", True), ("e", False), ("shop", False), ("e%", False)])
def test_an_id_or_a_request_finds_what_has_the_tag_too(tag: str, is_found: bool) -> None:
    job = remember.using(tags=["eu", "shop:7"]).enqueue(text="x")
    JobRecord.objects.filter(id=job.id).update(request_id="request-12345")
    Indexer().catch_up()

    assert by(job.id, tag=tag) == by("request-12345", tag=tag) == [job.id] * is_found


def test_a_uuid_in_a_payload_is_one_word() -> None:
    customer = "0b1f2b5e-8c1d-4f5a-9a34-2f1f5b1c7d90"
    job = remember.enqueue(text=f"customer {customer}")
    Indexer().catch_up()

    assert by(customer) == by(customer.upper()) == [job.id]
    assert by("8c1d") == []


def test_a_tag_finds_only_those_that_have_the_whole_of_it() -> None:
    tagged = remember.using(tags=["eu"]).enqueue(text="x")
    remember.using(tags=["eu-west"]).enqueue(text="eu")
    Indexer().catch_up()

    assert ids(Wanted(tag="eu")) == [tagged.id]


def test_all_conditions_count_together() -> None:
    first, second = (remember.using(owner=owner, tags=["eu"]).enqueue(text="kettle").id for owner in ("7", "8"))
    Indexer().catch_up()
    row = JobRecord.objects.get(id=first)

    wanted = {"name": "test-remember", "queue": "default", "owner": "7", "tag": "eu", "states": (JobState.PENDING,)}

    assert by("kettle", **wanted) == [first]
    assert by("kettle", **wanted | {"states": (JobState.DEAD,)}) == []
    assert by("kettle", created_before=row.created_at) == []
    assert by("kettle", created_after=row.created_at) == [second]


def test_times_of_any_size_bound_a_list() -> None:
    job = remember.enqueue(text="x")
    ancient, far = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC) - timedelta(days=1)

    assert ids(Wanted(created_after=ancient, created_before=far)) == [job.id]
    assert ids(Wanted(created_after=far)) == ids(Wanted(created_before=ancient)) == []
    assert ids(Wanted(created_before=datetime.max.replace(tzinfo=UTC))) == [job.id]


def test_what_is_forgotten_is_not_found() -> None:
    job = remember.enqueue(text="kettle")
    Indexer().catch_up()

    forgotten = forget([job.id], using="default")

    assert forgotten == 1
    assert by("kettle") == []


def test_a_pruned_job_takes_its_words_along() -> None:
    remember.enqueue(text="kettle")
    Indexer().catch_up()

    JobRecord.objects.all().delete()

    assert not JobWords.objects.exists()


def test_a_job_of_a_long_transaction_is_not_missed() -> None:
    late = remember.enqueue(text="late").id
    row = JobRecord.objects.get(id=late)
    JobRecord.objects.all().delete()
    remember.enqueue(text="younger")
    indexer = Indexer()
    assert indexer.index_new() == 1

    row.save(force_insert=True)
    new = Indexer().index_new()
    walked = Indexer().walk()

    assert (new, walked) == (0, 1)
    assert by("late") == [late]


def test_an_indexer_outlives_a_database_that_was_away_when_it_began() -> None:
    made = remember.enqueue(text="kettle").id
    indexer = Indexer()

    with connection.execute_wrapper(_away):
        indexer.step(walks=True)

    assert indexer.index_new() == 1
    assert by("kettle") == [made]


def _away(*_: object) -> NoReturn:
    raise OperationalError("the database is away")


def test_two_jobs_of_one_place_stand_beside_each_other() -> None:
    (job_id,) = map(UUID, new_ids(1))
    twin = UUID(int=job_id.int ^ 1)
    made = remember.enqueue(text="kettle")
    row = JobRecord.objects.get(id=made.id)
    JobRecord.objects.all().delete()
    for row.id in (job_id, twin):
        row.save(force_insert=True)

    Indexer().catch_up()
    index_again([str(job_id), str(twin)], using="default")

    assert place_of(job_id) == place_of(twin)
    assert set(by("kettle")) == {str(job_id), str(twin)}


def test_places_order_as_ids_do_and_tell_the_time() -> None:
    made = [UUID(job_id) for job_id in new_ids(1000)]
    before, after = timezone.now() - timedelta(milliseconds=1000), timezone.now() + timedelta(milliseconds=1000)

    places = [place_of(job_id) for job_id in made]

    assert places == sorted(places)
    assert all(place_of(id_at(place)) == place and id_at(place) <= job_id for place, job_id in zip(places, made, strict=True))
    assert place_at(before) < places[0] <= places[-1] < place_at(after)


SOURCES: dict[str, Callable[[], Wanted]] = {
    "all": lambda: Wanted(),
    "one index": lambda: Wanted(name="test-remember"),
    "two indexes": lambda: Wanted(name="test-remember", queue="default"),
    "states": lambda: Wanted(states=(JobState.PENDING, JobState.SUCCEEDED)),
    "words": lambda: Wanted(text="remember"),
}


@pytest.mark.parametrize("few", [0, 10_000])
@pytest.mark.parametrize("source", SOURCES)
def test_pages_lead_through_all_jobs_and_back(source: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_search, "COMMON", few)
    monkeypatch.setattr(word_search, "WALKED", 2)
    made = [job.id for job in remember.enqueue_many(Note(text=str(number)) for number in range(7))][::-1]
    JobRecord.objects.filter(id__in=made[::2]).update(state=JobState.SUCCEEDED)
    Indexer().catch_up()

    page = find(SOURCES[source](), limit=3)
    there = list(page.rows)
    back: list[JobRecord] = []
    while page.older:
        page = find(SOURCES[source](), cursor=page.older, limit=3)
        there = [*there, *page.rows]
    while page.newer:
        page = find(SOURCES[source](), cursor=page.newer, limit=3)
        back = [*page.rows, *back]

    assert [str(row.id) for row in there] == made
    assert [str(row.id) for row in back] == made[: len(back)]
    assert len(back) >= 4


def test_a_page_is_short_when_there_was_much_to_look_at_and_the_next_reads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_LOOKED_AT", 4)
    monkeypatch.setattr(search, "LOOKED_AT_TOGETHER", 2)
    oldest = remember.enqueue(text="x")
    remember.enqueue_many(Note(text=str(number)) for number in range(10))
    JobRecord.objects.exclude(id=oldest.id).update(created_at=timezone.now() + timedelta(days=1))
    wanted = Wanted(name="test-remember", created_before=timezone.now() + timedelta(hours=1))

    pages = [find(wanted, limit=1)]
    while pages[-1].older:
        pages.append(find(wanted, limit=1, cursor=pages[-1].older))

    assert [len(page.rows) for page in pages] == [0, 0, 1]
    assert str(pages[-1].rows[0].id) == oldest.id


@pytest.mark.parametrize("cursor", ["o", "x" * 33, "o" + "g" * 32, "n" + "0" * 31, "O" + "0" * 32, "o" + "0" * 32, "n" + "f" * 32])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(CursorInvalid, match="no cursor"):
        find(Wanted(), cursor=cursor)
