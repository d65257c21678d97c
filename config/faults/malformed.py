"""What somebody may write into Redis where a job should be, and where it must be seen afterwards."""

import json
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from redis import Redis

NOW = "2026-01-01T00:00:00.000000Z"
BOMB_BYTES = 64 << 20

type Fields = Mapping[str, str | bytes]


class Seen(StrEnum):
    """Where: among the dead letters, in quarantine, or it ran all the same."""

    DEAD = "dead"
    ASIDE = "aside"
    RAN = "ran"


@dataclass(frozen=True, slots=True, kw_only=True)
class Malformed:
    """`plant` is told an id and a number and answers the entry for the queue's list, or nothing when it lies elsewhere."""

    name: str
    seen: Seen
    plant: Callable[[Redis, str, int], bytes | None]
    member: Callable[[str], bytes] = str.encode
    """What is put aside, by the id."""


def call(number: int, name: str = "faults-left") -> str:
    return json.dumps([name, None, [{"number": number, "seconds": 0}], {}])


def write(redis: Redis, job_id: str, fields: Fields) -> None:
    sound = {"status": "queued", "origin": "left", "created_at": NOW, "enqueued_at": NOW, "description": "planted"}
    redis.hset(f"rq:job:{job_id}", mapping={**sound, **fields})


def _dead(name: str, **fields: str | bytes) -> Malformed:
    def plant(redis: Redis, job_id: str, number: int) -> bytes:
        write(redis, job_id, fields)
        return job_id.encode()

    return Malformed(name=name, seen=Seen.DEAD, plant=plant)


def _ran(name: str, **fields: str | bytes) -> Malformed:
    def plant(redis: Redis, job_id: str, number: int) -> bytes:
        write(redis, job_id, {"data": call(number), **fields})
        return job_id.encode()

    return Malformed(name=name, seen=Seen.RAN, plant=plant)


def _listed(name: str, change: Callable[[str], bytes], hash_too: Fields | None = None) -> Malformed:
    """An entry of the queue's list."""

    def plant(redis: Redis, job_id: str, number: int) -> bytes:
        if hash_too is not None:
            redis.hset(b"rq:job:" + change(job_id), mapping=dict(hash_too))
        return change(job_id)

    return Malformed(name=name, seen=Seen.ASIDE, plant=plant, member=change)


def _text_for_a_hash(redis: Redis, job_id: str, number: int) -> bytes:
    redis.set(f"rq:job:{job_id}", "no hash")
    return job_id.encode()


def _registered(name: str, registry: str, change: Callable[[str], bytes], seen: Callable[[str], bytes] = str.encode) -> Malformed:
    """An entry of a sorted set whose time has come."""

    def plant(redis: Redis, job_id: str, number: int) -> None:
        redis.zadd(f"rq:{registry}:left", {change(job_id): time.time() - 5})

    return Malformed(name=name, seen=Seen.ASIDE, plant=plant, member=seen)


def _odd(job_id: str) -> bytes:
    return b"\xff/" + job_id.encode()


GOOD = json.dumps(["faults-left", None, [{"number": 1}], {}])
MALFORMED = [
    _dead("no data"),
    _dead("empty data", data=""),
    _dead("data that is no text", data=b"\xff\xfe"),
    _dead("data nested 100,000 deep", data="[" * 100_000),
    _dead("data that is an object", data="{}"),
    _dead("data of one item", data='["a"]'),
    _dead("no payload", data='["faults-left", null, [], {}]'),
    _dead("two payloads", data='["faults-left", null, [1, 2], {}]'),
    _dead("a payload of another type", data='["faults-left", null, [{"number": "x"}], {}]'),
    _dead("a job that nobody knows", data='["no-such-job", null, [{}], {}]'),
    _dead("64 MB in a small zip", data=zlib.compress(b"x" * BOMB_BYTES)),
    _dead("a broken zip", data=b"x\x9c broken"),
    _dead("meta that ends early", data=GOOD, meta="{"),
    _dead("attempts that are a word in meta", data=GOOD, meta='{"options": {"max_attempts": "many"}}'),
    _dead("no attempts in meta", data=GOOD, meta='{"options": {"max_attempts": 0}}'),
    _dead("no time in meta", data=GOOD, meta='{"options": {"timeout": "PT0S"}}'),
    _ran("attempts that are a word", attempts="many"),
    _ran("attempts of 400 digits", attempts="9" * 400),
    _ran("crashes below zero", crashes="-1"),
    _ran("a priority that is a word", priority="high"),
    _ran("a timeout that is a word", timeout="soon"),
    _ran("a date that is a word", created_at="yesterday"),
    _ran("an origin that is no text", origin=b"\xff"),
    _ran("a description that is no text", description=b"\xff"),
    _ran("a dependency that is no list", dependency_ids="["),
    Malformed(name="a text where the hash should be", seen=Seen.ASIDE, plant=_text_for_a_hash),
    _listed("an id without a hash", str.encode),
    _listed("an id that is no text", _odd),
    _listed("an id of no characters", lambda _: b""),
    _listed("a hash without a status", str.encode, {"data": GOOD}),
    _listed("a hash behind an odd id", _odd, {"status": "queued", "data": GOOD}),
    _registered("delayed: an id without a hash", "scheduled", str.encode),
    _registered("delayed: an odd id", "scheduled", _odd, _odd),
    _registered("started: an id without a hash", "wip", lambda job_id: f"{job_id}:execution".encode()),
    _registered("started: an odd id", "wip", lambda job_id: _odd(job_id) + b":execution", _odd),
    _registered("started: an entry without an execution", "wip", str.encode),
    _registered("parked: an id without a hash", "parked", str.encode),
]
