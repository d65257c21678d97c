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
    return sum(int(scripts.call(connection, "unpark", queue, *known)) for queue in queues)
