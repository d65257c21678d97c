"""`manage.py jobs_dead`, as people type it."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from redis import Redis

from background.constants import JobState
from background.rq_adapter.quarantine import count
from tests.background.jobs import Note, fail, give_up
from tests.background.worker import run_all
from tests.no_redis import NOWHERE
from tests.processes import manage

pytestmark = pytest.mark.django_db(transaction=True)


def jobs_dead(*words: str) -> str:
    out = StringIO()
    call_command("jobs_dead", *words, stdout=out)
    return out.getvalue()


def as_json(*words: str) -> Any:
    return json.loads(jobs_dead(*words, "--json"))


@pytest.fixture
def dead() -> list[str]:
    handles = give_up.enqueue_many(Note(text=str(n)) for n in range(3))
    run_all()
    return [handle.id for handle in handles]


def test_an_empty_list_says_so() -> None:
    assert jobs_dead() == "0 jobs failed for good\n"


def test_the_list_shows_what_died_of_what_newest_first(dead: list[str]) -> None:
    lines = jobs_dead("list").splitlines()

    assert lines[0] == "3 jobs failed for good"
    assert lines[1].split()[:4] == ["FAILED", "AT", "ID", "JOB"]
    assert [line.split()[2] for line in lines[2:]] == dead[::-1]
    assert "PermanentFailure: this will never work" in lines[2]


def test_the_list_is_bounded(dead: list[str]) -> None:
    lines = jobs_dead("--limit", "1").splitlines()

    assert (lines[0], len(lines)) == ("3 jobs failed for good; the newest 1:", 3)


def test_one_is_shown_with_its_traceback(dead: list[str]) -> None:
    shown = jobs_dead("show", dead[0])

    assert "Traceback" in shown
    assert "{'text': '0', 'tags': []}" in shown
    assert as_json("show", dead[0])["originalJob"]["id"] == dead[0]


def test_what_would_move_the_cursor_is_not_printed() -> None:
    handle = fail.using(max_attempts=1).enqueue(text="\x1b[2Jgone")
    run_all()

    assert "\x1b" not in jobs_dead() + jobs_dead("show", handle.id)


def test_one_starts_afresh(dead: list[str]) -> None:
    assert jobs_dead("replay", dead[0]) == "1 job was started afresh\n"
    assert as_json("list")["letters"][-1]["originalJob"]["id"] == dead[1]


def test_all_start_afresh() -> None:
    handles = fail.using(max_attempts=1).enqueue_many(Note() for _ in range(3))
    run_all()

    assert as_json("replay", "--all") == {"done": 3, "refused": {}}
    assert {handle.snapshot().state for handle in handles} == {JobState.QUEUED}


def test_all_of_one_queue_are_forgotten(dead: list[str], redis: Redis) -> None:
    assert jobs_dead("discard", "--all", "--queue", "email") == "0 jobs were forgotten\n"
    assert jobs_dead("discard", "--all", "--queue", "default") == "3 jobs were forgotten\n"
    assert redis.hlen("rq:dead_letters") == 0


def test_what_is_no_job_is_listed_and_can_be_forgotten(redis: Redis) -> None:
    redis.rpush("rq:queue:default", "ghost", b"\xff")
    run_all()

    assert "2 ids were put aside: they lay where jobs lie" in jobs_dead()
    assert jobs_dead("discard", "ghost", r"b'\xff'") == "2 jobs were forgotten\n"
    assert count() == 0


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["show", "nobody"], "there is no dead letter of job 'nobody'"),
        (["replay", "nobody"], "1 left as they were: nobody: it has no dead letter"),
        (["list", "--queue", "emial"], "there is no queue 'emial'; the queues are dead_letter, default, email, notification"),
        (["replay"], "replay does not go with this"),
        (["replay", "x", "--all"], "replay does not go with this"),
        (["show"], "show does not go with this"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(words: list[str], complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint) as raised:
        jobs_dead(*words)

    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("key", ["rq:queues", "rq:failed:default", "rq:dead_letters"])
def test_letters_of_another_kind_are_no_empty_list(dead: list[str], redis: Redis, key: str) -> None:
    redis.delete(key)
    redis.set(key, "of another kind")

    with pytest.raises(CommandError, match=r"^a key in Redis is not of the kind that RQ writes$"):
        jobs_dead()


def test_a_redis_that_is_down_is_one_line() -> None:
    ended = manage("jobs_dead", REDIS_URL=NOWHERE)

    assert (ended.returncode, len(ended.stderr.strip().splitlines())) == (1, 1)
    assert "hunter2" not in ended.stderr
