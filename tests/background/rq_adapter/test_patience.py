"""What passes is waited out; what does not is said at once."""

import pytest
from redis import Redis
from redis.exceptions import OutOfMemoryError, RedisError, ResponseError

from background.exceptions import QueueUnavailable
from background.rq_adapter.connection import reachable
from background.rq_adapter.line import Line
from background.rq_adapter.patience import patiently


def test_a_server_that_waits_for_its_replicas_is_waited_for(redis: Redis) -> None:
    redis.config_set("min-replicas-to-write", 1)
    refusals = []

    def write() -> bool:
        try:
            return bool(redis.set("x", 1))
        except RedisError as error:
            refusals.append(str(error))
            redis.config_set("min-replicas-to-write", 0)
            raise

    assert patiently(write, what="test", give_up=lambda: False)

    assert [refusal.split()[0] for refusal in refusals] == ["NOREPLICAS"]


def test_missing_replicas_are_named(redis: Redis) -> None:
    redis.config_set("min-replicas-to-write", 1)
    try:
        with pytest.raises(QueueUnavailable, match="NOREPLICAS"), reachable():
            redis.set("x", 1)
    finally:
        redis.config_set("min-replicas-to-write", 0)


def test_what_waiting_does_not_mend_is_said_at_once(redis: Redis) -> None:
    redis.set("x", "text")

    with pytest.raises(ResponseError, match="WRONGTYPE"):
        patiently(lambda: redis.lpush("x", 1), what="test", give_up=lambda: False)


def test_a_script_that_finds_redis_full_is_waited_for(redis: Redis) -> None:
    redis.config_set("maxmemory", 1)
    refusals = []

    def write() -> bool:
        try:
            return bool(Line(redis).call("circuit_fail", "provider", 1, 3, "down"))
        except RedisError as error:
            refusals.append(type(error))
            redis.config_set("maxmemory", 0)
            raise

    patiently(write, what="test", give_up=lambda: False)

    assert refusals == [OutOfMemoryError]
