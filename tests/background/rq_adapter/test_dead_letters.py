"""What failed for good can be read, started afresh and forgotten."""

import time

import pytest
from redis import Redis

from background.constants import JobState
from background.exceptions import JobNotFound
from background.interfaces import DeadLetter
from background.rq_adapter import dead_letters
from background.rq_adapter.dead_letters import dead_now, discard, letter_of, letters, replay
from tests.background.jobs import Note, fail, give_up, ran, remember
from tests.background.worker import run_all


def dead(number: int = 1) -> list[str]:
    """The ids of jobs that have just died, in the order in which they did."""
    ids = [handle.id for handle in give_up.enqueue_many(Note(text=str(n)) for n in range(number))]
    run_all()
    ran.clear()
    return ids


def ids_of(found: list[DeadLetter]) -> list[str]:
    return [letter["originalJob"]["id"] for letter in found]


def test_the_newest_come_first_and_pages_do_not_overlap() -> None:
    ids = dead(5)

    assert ids_of(letters()) == ids[::-1]
    assert ids_of(letters(1, 2)) == ids[::-1][1:3]
    assert letters(5) == []


def test_queues_are_listed_together_or_apart(redis: Redis) -> None:
    (job_id,) = dead()
    redis.zadd("rq:failed:email", {"other": 1})
    redis.hset("rq:dead_letters", "other", redis.hget("rq:dead_letters", job_id))

    assert len(letters(queue="default")) == len(letters(queue="email")) == 1
    assert len(letters()) == dead_letters.count() == 2


def test_a_letter_that_cannot_be_read_says_so(redis: Redis) -> None:
    (job_id,) = dead()
    redis.hset("rq:dead_letters", job_id, b"\xff")

    (letter,) = letters()

    assert letter["originalJob"]["id"] == job_id
    assert letter["error"]["code"] == "unreadable"


def test_a_failure_without_a_letter_does_not_shorten_the_page(redis: Redis) -> None:
    ids = dead(3)
    redis.zadd("rq:failed:default", {"stock": 1 << 40})

    assert ids_of(letters(0, 3)) == ids[::-1]


def test_a_job_that_is_not_dead_has_no_letter() -> None:
    handle = remember.enqueue(text="x")

    with pytest.raises(JobNotFound, match=f"there is no dead letter of job '{handle.id}'"):
        letter_of(handle.id)


def test_a_replayed_job_has_all_its_attempts_again(redis: Redis) -> None:
    handle = fail.enqueue(text="x")
    for _ in range(3):
        run_all()

    changes = replay([handle.id])

    assert changes.changed == [handle.id]
    assert redis.hlen("rq:dead_letters") == 0
    assert (handle.snapshot().state, handle.snapshot().attempts) == (JobState.QUEUED, 0)
    for _ in range(3):
        run_all()
    assert ran == ["attempt 1", "attempt 2", "attempt 3"] * 2
    assert redis.hlen("rq:dead_letters") == 1


def test_only_the_dead_are_replayed(redis: Redis) -> None:
    waiting, (job_id,) = remember.enqueue(text="x"), dead()
    run_all()

    changes = replay([job_id, waiting.id, "nobody"])

    assert changes.changed == [job_id]
    assert changes.refused == dict.fromkeys([waiting.id, "nobody"], dead_letters.NOT_DEAD)
    assert waiting.snapshot().state is JobState.SUCCEEDED


def test_of_a_discarded_job_only_a_tombstone_is_left(redis: Redis) -> None:
    job_id, other = dead(2)

    assert discard([job_id]).changed == [job_id]

    assert ids_of(letters()) == [other]
    assert redis.hmget(f"rq:job:{job_id}", "deleted", "data", "meta") == [b"1", None, None]


def test_a_letter_whose_job_is_gone_can_be_discarded_but_not_replayed(redis: Redis) -> None:
    (job_id,) = dead()
    redis.delete(f"rq:job:{job_id}")

    assert replay([job_id]).refused == {job_id: "missing"}
    assert discard([job_id]).changed == [job_id]
    assert letters() == []


def test_all_are_replayed_in_batches_and_each_once(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letters, "ASKED_TOGETHER", 2)
    ids = dead(5)
    redis.zadd("rq:failed:default", {"stock": time.time() + 1000})

    batches = []
    for some in dead_now("default"):
        batches.append(replay(some))
        run_all()  # what was replayed dies again at once

    assert [job_id for changes in batches for job_id in changes.changed] == ids
    assert [list(changes.refused) for changes in batches if changes.refused] == [["stock"]]
    assert len(letters()) == 5


def test_all_are_discarded_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letters, "ASKED_TOGETHER", 2)
    dead(5)

    sizes = [len(discard(some).changed) for some in dead_now("default")]

    assert sizes == [2, 2, 1]
    assert letters() == []
