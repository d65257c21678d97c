"""A connection that only looks: whatever would write answers 0 and leaves Redis as it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import django_rq.connection_utils
from redis import Redis
from redis.client import Pipeline

from background.rq_adapter.connection import ANSWER_SECONDS, CONNECT_SECONDS

_READS = {
    *("ECHO", "EXISTS", "GET", "INFO", "MGET", "PING", "TIME", "TTL", "TYPE"),
    *("HEXISTS", "HGET", "HGETALL", "HLEN", "HMGET", "LINDEX", "LLEN", "LRANGE", "SCARD", "SISMEMBER", "SMEMBERS"),
    *("XINFO", "XLEN", "XRANGE", "XREVRANGE", "ZCARD", "ZCOUNT", "ZRANGE", "ZRANGEBYSCORE", "ZREVRANGE", "ZREVRANGEBYSCORE", "ZSCORE"),
}
_NOTHING = ("EXISTS", "")

_looking: ContextVar[bool] = ContextVar("looking", default=False)


class _OnlookersPipeline(Pipeline):
    def execute_command(self, *args: Any, **options: Any) -> Any:
        return super().execute_command(*_read_or_nothing(args), **options)


class Onlooker(Redis):
    """For pages written by others: RQ cleans up, gives up and forgets jobs while it counts them."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        return super().execute_command(*_read_or_nothing(args), **options)

    def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Pipeline:  # noqa: FBT001, FBT002  # redis-py's signature
        return _OnlookersPipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


@contextmanager
def onlooking() -> Iterator[None]:
    """While entered, every connection that django-rq makes is an onlooker's."""
    token = _looking.set(True)
    try:
        yield
    finally:
        _looking.reset(token)


_get_redis_connection: Callable[..., Redis] = django_rq.connection_utils.get_redis_connection


def get_redis_connection(config: dict[str, Any], use_strict_redis: bool = False) -> Redis:  # noqa: FBT001, FBT002  # django-rq's signature
    """Stands in for django-rq's own."""
    if not _looking.get():
        return _get_redis_connection(config, use_strict_redis)
    onlooker: Redis = Onlooker.from_url(
        config["URL"], db=config.get("DB"), socket_connect_timeout=CONNECT_SECONDS, socket_timeout=ANSWER_SECONDS
    )
    return onlooker


def _read_or_nothing(args: tuple[Any, ...]) -> tuple[Any, ...]:
    return args if str(args[0]).partition(" ")[0].upper() in _READS else _NOTHING
