"""The stream of events can be read from any place on, and survives what strangers write into it."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import msgspec
import pytest
from redis import Redis

from background.engine.events import Kind
from background.exceptions import EventIdInvalid, UnreadableData
from background.rq_adapter.event_stream import follow, read
from background.rq_adapter.stream_events import StreamEvent
from tests.background.jobs import Note, remember
from tests.background.worker import run_all
from tests.processes import PATIENCE_SECONDS, until

MILLISECOND = timedelta(milliseconds=1)  # the clock of Redis says no more


def test_an_event_says_what_happened_to_which_job_and_when() -> None:
    began = datetime.now(UTC)
    handle = remember.enqueue(text="x")

    (event,) = read()

    assert (event.kind, event.job_id, event.name, event.queue) == (Kind.ADDED, handle.id, "test-remember", "default")
    assert began - MILLISECOND <= event.at <= datetime.now(UTC) + MILLISECOND


def test_reading_goes_on_where_it_stopped() -> None:
    remember.enqueue_many(Note(text=str(n)) for n in range(5))

    first = read(limit=2)
    rest = read(first[-1].id)

    assert (len(first), len(rest)) == (2, 3)
    assert read(rest[-1].id) == []


def test_what_was_before_now_is_not_read() -> None:
    remember.enqueue(text="x")

    assert read("$") == []


def when_somebody_listens(redis: Redis, act: Callable[[], object]) -> threading.Thread:
    """What happens sooner is not heard by those who ask for what comes."""

    def wait_and_act() -> None:
        until(lambda: any(client["cmd"] == "xread" and "b" in client["flags"] for client in redis.client_list()))
        act()

    thread = threading.Thread(target=wait_and_act)
    thread.start()
    return thread


def test_whoever_waits_is_told_at_once(redis: Redis) -> None:
    later = when_somebody_listens(redis, lambda: remember.enqueue(text="x"))
    began = time.monotonic()

    events = read("$", block_seconds=PATIENCE_SECONDS)

    later.join()
    assert [event.kind for event in events] == [Kind.ADDED]
    assert time.monotonic() - began < PATIENCE_SECONDS / 2


def test_waiting_for_nothing_ends() -> None:
    assert read("$", block_seconds=0.1) == []


def test_following_misses_nothing_between_two_reads(redis: Redis) -> None:
    run = when_somebody_listens(
        redis, lambda: (remember.enqueue_many(Note(text=str(n)) for n in range(700)), remember.enqueue(text="last"))
    )

    heard = list(islice(follow("$"), 701))

    run.join()
    assert len({event.job_id for event in heard}) == 701


def test_what_one_step_made_is_read_in_its_order_and_from_any_place_in_it(redis: Redis) -> None:
    handles = remember.enqueue_many(Note(text=str(n)) for n in range(45))
    events = read()
    assert redis.xlen("rq:events") == 3, "twenty at most in an entry"

    assert [event.job_id for event in events] == [handle.id for handle in handles]
    assert sorted({event.place for event in events}) == [event.place for event in events]
    for number, event in enumerate(events):
        assert [later.job_id for later in read(event.id)] == [handle.id for handle in handles[number + 1 :]]
    assert [event.job_id for event in read(events[0].entry)] == [handle.id for handle in handles[20:]]


ADDED = ["added", "1", "n", "q", 1, "", "", 0, 0]


@pytest.mark.parametrize(
    "told",
    [
        ["exploded", *ADDED[1:]],
        ["added", "1"],
        "added",
        ["added", "????", *ADDED[2:]],
        [*ADDED[:4], "many", *ADDED[5:]],
        [*ADDED[:7], [], 0],
    ],
)
def test_what_a_stranger_wrote_is_passed_over(redis: Redis, told: Any) -> None:
    spoilt = msgspec.msgpack.encode([told, ADDED]).replace(b"????", b"\xff" * 4)
    for _ in range(3):
        redis.xadd("rq:events", {"events": spoilt})
    handle = remember.enqueue(text="behind")

    assert [event.job_id for event in read(limit=4)] == ["1", "1", "1", handle.id]
    assert read("$", block_seconds=0.05) == []


@pytest.mark.parametrize(
    "fields", [{"kind": "added"}, {"events": "["}, {"events": b"\x91"}, {"events": b"\x91" * 5000}, {"events": b"\x01"}]
)
def test_an_entry_that_is_none_of_ours_is_passed_over(redis: Redis, fields: dict[str, Any]) -> None:
    for _ in range(3):
        redis.xadd("rq:events", fields)
    handle = remember.enqueue(text="behind")

    assert [event.job_id for event in read(limit=1)] == [handle.id]
    assert read("$", block_seconds=0.05) == []


@pytest.mark.parametrize("after", ["yesterday", "", "-1", "1-", "1-1-1", "1-1.", "1.1", "1-1.-1", "0-0; FLUSHALL", "9" * 40])
def test_a_place_that_is_none_is_refused(after: str) -> None:
    with pytest.raises(EventIdInvalid, match="is no id of an event"):
        read(after)


def test_a_key_of_another_kind_is_an_error_of_ours(redis: Redis) -> None:
    redis.set("rq:events", "x")

    with pytest.raises(UnreadableData):
        read()


def test_events_are_values() -> None:
    remember.enqueue(text="x")
    run_all()

    events = read()

    assert [event.kind for event in events] == [Kind.ADDED, Kind.ACTIVE, Kind.COMPLETED]
    assert all(isinstance(event, StreamEvent) for event in events)
    assert [event.attempt for event in events] == [0, 1, 1]
