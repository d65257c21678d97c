"""Orders that are given on the command line are written down before they are carried out."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import Mock

import pytest
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from redis import Redis

from background.orders.orderer import COMMAND_LINE, typist
from background.rq_adapter import dead_letters
from background.rq_adapter.quarantine import count
from tests.background.admin.places import everything
from tests.background.jobs import Note, give_up, remember
from tests.background.worker import run_all
from tests.commands import said
from tests.failing_log import failing_at

pytestmark = pytest.mark.django_db(transaction=True)
UNKNOWN_END = "What came of it is not known."


@pytest.fixture
def dead() -> list[str]:
    handles = give_up.enqueue_many(Note(text=str(n)) for n in range(3))
    run_all()
    return [handle.id for handle in handles]


@pytest.fixture(
    params=["jobs_cancel ID", "jobs_dead replay ID", "jobs_dead replay --all", "jobs_dead discard ID", "jobs_dead discard --all"]
)
def words(request: pytest.FixtureRequest) -> list[str]:
    """A command and what it is about."""
    if "cancel" in request.param:
        job_id = remember.enqueue(text="x").id
    else:
        job_id = give_up.enqueue(text="x").id
        run_all()
    return str(request.param).replace("ID", job_id).split()


def entries() -> list[tuple[str, str | None, str, int, str]]:
    return [
        (entry.user.get_username(), entry.object_id, entry.object_repr, entry.action_flag, entry.change_message)
        for entry in LogEntry.objects.order_by("id")
    ]


def told(object_id: str, name: str, flag: int, what: str) -> tuple[str, str, str, int, str]:
    return COMMAND_LINE, object_id, name, flag, f"{what} (on the command line, by {typist()})"


def test_what_is_cancelled_is_named_and_what_is_not_is_left_out() -> None:
    first, second = remember.enqueue(text="x"), remember.enqueue(text="y")

    with pytest.raises(CommandError, match="1 of 3 could not be cancelled"):
        call_command("jobs_cancel", first.id, "nobody", second.id)

    assert entries() == [told("", "2 jobs", CHANGE, f"Cancelled 2 jobs: {first.id}, {second.id}")]


def test_dead_jobs_that_are_named_have_one_entry(dead: list[str]) -> None:
    said("jobs_dead", "replay", dead[0])
    said("jobs_dead", "discard", dead[1], dead[2])

    assert entries() == [
        told(dead[0], "1 job", CHANGE, f"Requeued 1 job: {dead[0]}"),
        told("", "2 jobs", DELETION, f"Deleted 2 jobs: {dead[1]}, {dead[2]}"),
    ]


def test_all_dead_jobs_have_an_entry_for_each_batch_of_a_queue(dead: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letters, "ASKED_TOGETHER", 2)

    said("jobs_dead", "discard", "--all")

    assert entries() == [
        told("default", "2 jobs of queue default", DELETION, f"Deleted 2 jobs of queue default: {dead[0]}, {dead[1]}"),
        told(dead[2], "1 job of queue default", DELETION, f"Deleted 1 job of queue default: {dead[2]}"),
    ]


def test_what_was_put_aside_is_written_down_too(redis: Redis) -> None:
    redis.rpush("rq:queue:default", "ghost")
    run_all()

    said("jobs_dead", "discard", "ghost")

    assert (count(), entries()) == (0, [told("ghost", "1 job", DELETION, "Deleted 1 job: ghost")])


def test_an_order_in_vain_leaves_no_entry() -> None:
    for words in (["jobs_cancel", "nobody"], ["jobs_dead", "replay", "nobody"], ["jobs_dead", "discard", "nobody"]):
        with pytest.raises(CommandError):
            call_command(*words)

    assert entries() == []


def test_what_cannot_be_written_down_is_not_done(words: list[str], redis: Redis) -> None:
    before = everything(redis)

    with failing_at("INSERT INTO"), pytest.raises(CommandError, match="the database cannot be asked"):
        call_command(*words)

    assert everything(redis) == before


def test_the_entry_is_there_before_it_is_done(words: list[str]) -> None:
    with failing_at("UPDATE"), pytest.raises(CommandError, match="the database cannot be asked"):
        call_command(*words)

    ((_, _, _, _, message),) = entries()
    assert message.endswith(f" (on the command line, by {typist()}). {UNKNOWN_END}")


def test_while_the_database_is_away_one_can_say_that_it_is_done_all_the_same(words: list[str], redis: Redis) -> None:
    before = everything(redis)

    with no_database():
        call_command(*words, "--no-entry")

    assert everything(redis) != before
    assert entries() == []


@contextmanager
def no_database() -> Iterator[None]:
    with connection.execute_wrapper(Mock(side_effect=OperationalError("gone"))):
        yield
