"""Jobs that newer code made wait until a worker with that code comes."""

from collections.abc import Sequence

from redis import Redis

from background.engine import registry
from background.rq_adapter import scripts


def unpark(connection: Redis, queues: Sequence[str]) -> int:
    """Let the parked jobs that this code knows wait in line again; how many there were."""
    known: list[str | int] = []
    for name in registry.names():
        known += (name, registry.rules_of(name).version)
    return sum(_unpark(connection, queue, known) for queue in queues)


def _unpark(connection: Redis, queue: str, known: Sequence[str | int]) -> int:
    """A thousand at a time, so that nobody else waits for long."""
    gone_on, passed_over, has_more = 0, 0, 1
    while has_more:
        go_on, stay, has_more = scripts.call(connection, "unpark", queue, passed_over, *known)
        gone_on, passed_over = gone_on + go_on, passed_over + stay
    return gone_on
