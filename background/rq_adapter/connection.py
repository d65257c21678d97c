"""The connection that web processes and commands share, and what it means when nobody answers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, AuthorizationError, RedisError
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as NoAnswer
from redis.retry import Retry

from background.exceptions import QueueUnavailable, UnreadableData
from background.rq_adapter.trouble import Trouble

CONNECT_SECONDS, ANSWER_SECONDS = 2, 3
"""Redis answers in less than a millisecond or is in trouble: nobody who asked for a page waits longer than this."""
PATIENT_SECONDS = 5
"""So long waits a process in front of which nobody sits: a fork or a slow disk may hold Redis up."""

_TROUBLE = Trouble()
_CODES = re.compile(r"WRONGTYPE|OOM|READONLY|MISCONF|NOREPLICAS|LOADING|MASTERDOWN|NOAUTH|WRONGPASS|NOPERM|BUSY")


def connection() -> Redis:
    """One client for the whole process; it is safe across threads and forks."""
    queue = settings.RQ_QUEUES["default"]
    return _client(queue["URL"], queue.get("DB"))


def wait_longer() -> None:
    """From now on this process is one in front of which nobody sits: a worker, or one that keeps the ledger."""
    arguments = connection().connection_pool.connection_kwargs
    arguments["socket_timeout"] = max(arguments["socket_timeout"], PATIENT_SECONDS)


@contextmanager
def reachable() -> Iterator[None]:
    """Turns every fault of Redis into an error of ours, whose message holds no address, no password and no argument.

    Raises:
        QueueUnavailable: it does not answer, or refuses to work; at once, and nothing is done, where it kept somebody waiting just now.
        UnreadableData: a key is not of the kind that it should be.
    """
    _TROUBLE.raise_if_fresh()
    try:
        yield
    except RedisError as error:
        raise _explained(error) from error
    except QueueUnavailable:  # from further inside, where the reason was found
        raise
    except BaseException:  # about what it answered, or about something else: others may ask
        _TROUBLE.is_over()
        raise
    _TROUBLE.is_over()


@contextmanager
def explaining() -> Iterator[None]:
    """The same errors, around what is `reachable` itself here and there: who looked again out here would turn away what is inside.

    Raises:
        QueueUnavailable: it does not answer, or refuses to work.
        UnreadableData: a key is not of the kind that it should be.
    """
    try:
        yield
    except RedisError as error:
        raise _explained(error) from error


def _explained(error: RedisError) -> QueueUnavailable | UnreadableData:
    if isinstance(error, NoAnswer):
        _TROUBLE.note()
        return QueueUnavailable("Redis does not answer in time")
    _TROUBLE.is_over()
    if isinstance(error, (AuthenticationError, AuthorizationError)):  # which redis-py counts among the connection's faults
        return QueueUnavailable("Redis refuses to work: its user or password is wrong, or missing")
    if isinstance(error, NoConnection):
        return QueueUnavailable("Redis does not answer")
    # Only the code is repeated: the rest may hold the command, arguments and all.
    found = _CODES.search(str(error))
    code = found[0] if found else type(error).__name__
    if code == "WRONGTYPE":
        return UnreadableData("a key in Redis is not of the kind that RQ writes")
    return QueueUnavailable(f"Redis refuses to work: {code}")


def ping() -> None:
    """Return if Redis answers.

    Raises:
        QueueUnavailable: it does not.
    """
    with reachable():
        connection().ping()


@cache
def _client(url: str, database: int | None) -> Redis:
    return Redis.from_url(
        url,
        db=database,  # of a URL that names none, as django-rq has it
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        health_check_interval=30,
        # One more try for a connection that went stale. A server that answers too late would be as late again, and a person waits.
        retry=Retry(NoBackoff(), 1, supported_errors=(NoConnection,)),
    )
