"""Where jobs are in a real Redis, and what it told of them."""

from collections import defaultdict

import msgspec
from redis import Redis

QUEUE = "default"
ENDS = frozenset({"completed", "dead", "cancelled", "expired"})
MAY_FOLLOW = {
    "": {"added"},
    "added": {"active", "added", "cancelled", "dead"},
    "active": {"failed", "retrying", "stalled", "completed", "dead", "cancelled"},
    "failed": {"retrying", "dead", "cancelled"},
    "retrying": {"active", "added", "cancelled"},
    "stalled": {"active", "cancelled", "dead"},
    **{end: {"added"} for end in ENDS},
}
"""Which event may come after which, of one job; what has not begun may be started afresh, and poison dies without an attempt."""


def statuses(redis: Redis) -> dict[str, str]:
    return {key.decode().removeprefix("rq:job:"): redis.hget(key, "status").decode() for key in redis.scan_iter("rq:job:*")}


def places(redis: Redis) -> dict[str, list[str]]:
    """Every place in which an id lies, by the id."""
    found: dict[str, list[str]] = defaultdict(list)
    for job_id in redis.lrange(f"rq:queue:{QUEUE}", 0, -1):
        found[job_id.decode()].append("line")
    for place in ("prioritised", "scheduled", "finished", "failed", "canceled", "parked"):
        for job_id in redis.zrange(f"rq:{place}:{QUEUE}", 0, -1):
            found[job_id.decode()].append(place)
    for entry in redis.zrange(f"rq:wip:{QUEUE}", 0, -1):
        found[entry.decode().rpartition(":")[0]].append("wip")
    return found


BELONGS = {
    "queued": {"line", "prioritised"},
    "scheduled": {"scheduled"},
    "started": {"wip"},
    "finished": {"finished"},
    "failed": {"failed"},
    "canceled": {"canceled"},
}
"""In which place a job of each status is, and in no other."""


def stories(redis: Redis) -> dict[str, list[str]]:
    """The events of each job, in their order."""
    told: dict[str, list[str]] = defaultdict(list)
    for _, fields in redis.xrange("rq:events"):
        for kind, job_id, *_ in msgspec.msgpack.decode(fields[b"events"]):
            told[job_id].append(kind)
    return told


def is_sound(story: list[str]) -> bool:
    return all(after in MAY_FOLLOW[before] for before, after in zip(["", *story], story, strict=False))
