"""What Redis says became of the jobs, read without the product's own code."""

import json
from collections import Counter
from dataclasses import dataclass, field

from redis import Redis


@dataclass(slots=True)
class Census:
    """All jobs, by the words of RQ's hashes."""

    statuses: Counter[str] = field(default_factory=Counter)
    attempts: Counter[int] = field(default_factory=Counter)
    crashes: Counter[int] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    failed_attempts: int = 0

    @property
    def unfinished(self) -> int:
        return self.statuses.total() - self.statuses["finished"]


def census(redis: Redis) -> Census:
    found = Census()
    for key in list(redis.scan_iter("rq:job:*", count=1000)):
        status, attempts, crashes = redis.hmget(key, "status", "attempts", "crashes")
        found.statuses[(status or b"none").decode(errors="replace")] += 1
        found.attempts[_number(attempts)] += 1
        found.crashes[_number(crashes)] += 1
    for letter in redis.hvals("rq:dead_letters"):
        found.reasons[json.loads(letter)["error"]["reason"]] += 1
    found.failed_attempts = sum(redis.xlen(key) for key in redis.scan_iter("rq:results:*", count=1000))
    return found


def settled(redis: Redis) -> int:
    """How many jobs ended."""
    return sum(redis.zcard(f"rq:{registry}:{queue}") for registry in ("finished", "failed", "canceled") for queue in ("left", "right"))


def registered(redis: Redis) -> set[int]:
    """The process ids of the workers that have begun to listen."""
    return {_number(redis.hget(key, "pid")) for key in redis.smembers("rq:workers")}


def _number(raw: bytes | None) -> int:
    return int(raw) if raw and raw.isdigit() else 0
