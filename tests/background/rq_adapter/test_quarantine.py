"""What is no job is put aside, with the reason, until somebody strikes it off."""

from redis import Redis

from background.rq_adapter.quarantine import count, forget, put_aside
from tests.background.worker import run_all


def fill(redis: Redis) -> None:
    redis.set("rq:job:text", "not a hash")
    redis.hset("rq:job:empty", "data", "x")
    redis.rpush("rq:queue:default", "ghost", "text", "empty", b"\xff\xfe", "with space", "")
    run_all()


def test_each_says_why_it_is_no_job(redis: Redis) -> None:
    fill(redis)

    assert {aside.id: aside.reason for aside in put_aside()} == {
        "ghost": "there is no hash of this job",
        "text": "under its key is a string, not a hash",
        "empty": "its hash says no state",
        r"b'\xff\xfe'": "no job can have such an id",
        "b'with space'": "no job can have such an id",
        "b''": "no job can have such an id",
    }
    assert all(aside.at for aside in put_aside())


def test_what_is_shown_can_be_struck_off(redis: Redis) -> None:
    fill(redis)

    assert forget([aside.id for aside in put_aside()]) == 6
    assert count() == 0


def test_the_newest_are_shown(redis: Redis) -> None:
    redis.zadd("rq:quarantine", {f"ghost-{n}": n for n in range(10)})

    assert [aside.id for aside in put_aside(2)] == ["ghost-9", "ghost-8"]


def test_striking_off_what_is_not_there_does_nothing() -> None:
    assert forget([]) == forget(["nobody", "b'", "b'\\"]) == 0
