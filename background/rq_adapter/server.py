"""What the Redis server says of itself."""

from dataclasses import dataclass
from typing import Any

from redis.exceptions import ResponseError

from background.rq_adapter.connection import connection, reachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What matters to queues.

    Attributes:
        unix_time: its clock, by which leases and due times are judged.
        is_saved: whether it writes what it has to a file; None where it appends to none and refuses to tell of others.
        last_save_failed: whether it could not, the last time.
        evicts: its policy for full memory, where that forgets keys; "" where it forgets none, None where it does not tell.
        used_bytes, most_bytes: its memory; 0 where that is not bounded.
    """

    unix_time: float
    is_saved: bool | None
    last_save_failed: bool
    evicts: str | None
    used_bytes: int
    most_bytes: int


def server() -> Server:
    """Ask it.

    Raises:
        QueueUnavailable: it does not answer.
    """
    with reachable():
        seconds, microseconds = connection().time()
        found: dict[str, Any] = connection().info()
        saves = _setting("save")
    policy = found.get("maxmemory_policy")
    return Server(
        unix_time=seconds + microseconds / 1e6,
        is_saved=True if found.get("aof_enabled") else None if saves is None else bool(saves),
        last_save_failed="err" in (found.get("rdb_last_bgsave_status"), found.get("aof_last_write_status")),
        evicts="" if policy == "noeviction" else policy and str(policy),
        used_bytes=int(found.get("used_memory", 0)),
        most_bytes=int(found.get("maxmemory", 0)),
    )


def _setting(name: str) -> str | None:
    """None where it may not be asked: many hosted servers refuse."""
    try:
        return str(connection().config_get(name).get(name, ""))
    except ResponseError:
        return None
