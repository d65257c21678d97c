"""What somebody who can write to Redis may try, each with a canary that it would touch."""

import base64
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from config.faults.bomb import bomb
from config.faults.malformed import call, write

type Fields = Mapping[str, str | bytes]
type Beside = Callable[[Redis, str, Path, str], None]
"""What is written beside the hash: told the job's id, the canary and the shell's words for touching it."""

HARMLESS = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """`fields` makes those of the job's hash, from the canary, the shell's words for touching it, and a URL that somebody listens at."""

    name: str
    fields: Callable[[Path, str, str], Fields]
    beside: Beside = lambda *_: None


def plant(redis: Redis, attack: Attack, *, canary: Path, url: str) -> str:
    """Put it into Redis, the job to the end of the queue; answers its id."""
    job_id, touch = f"attack-{attack.name.replace(' ', '-')}", f"touch '{canary}'"
    write(redis, job_id, attack.fields(canary, touch, url))
    attack.beside(redis, job_id, canary, touch)
    redis.rpush("rq:queue:left", job_id)
    return job_id


def called(name: str, *args: str, instance: str | None = None) -> str:
    return json.dumps([name, instance, args, {}])


def _as_result(redis: Redis, job_id: str, canary: Path, touch: str) -> None:
    redis.xadd(f"rq:results:{job_id}", {"type": 1, "created_at": 0, "return_value": base64.b64encode(bomb(canary))})


def _as_dependent(redis: Redis, job_id: str, canary: Path, touch: str) -> None:
    """Runs when the first has ended, so RQ's way."""
    write(redis, f"{job_id}-then", {"data": called("os.system", touch), "status": "deferred", "dependency_ids": json.dumps([job_id])})
    redis.sadd(f"rq:job:{job_id}:dependents", f"{job_id}-then")
    redis.zadd("rq:deferred:left", {f"{job_id}-then": 1})


def _as_scheduled(redis: Redis, job_id: str, canary: Path, touch: str) -> None:
    """What rq-scheduler, and RQ's own scheduler, would enqueue by now."""
    write(redis, f"{job_id}-cron", {"data": called("os.system", touch), "meta": json.dumps({"interval": 1})})
    redis.zadd("rq:scheduler:scheduled_jobs", {f"{job_id}-cron": 1})
    redis.zadd("rq:scheduled:left", {f"{job_id}-cron": 1})


ATTACKS = [
    Attack(name="os.system by name", fields=lambda _, touch, url: {"data": called("os.system", touch)}),
    Attack(name="eval by name", fields=lambda canary, touch, url: {"data": called("builtins.eval", f"open({str(canary)!r}, 'w')")}),
    Attack(name="method of an instance", fields=lambda canary, touch, url: {"data": called("touch", instance=str(canary))}),
    Attack(name="pickled call", fields=lambda canary, touch, url: {"data": bomb(canary)}),
    Attack(name="compressed pickle", fields=lambda canary, touch, url: {"data": zlib.compress(bomb(canary))}),
    Attack(name="pickled meta", fields=lambda canary, touch, url: {"data": call(HARMLESS), "meta": bomb(canary)}),
    Attack(name="pickled result", fields=lambda canary, touch, url: {"data": call(HARMLESS), "result": bomb(canary)}, beside=_as_result),
    Attack(
        name="callbacks",
        fields=lambda canary, touch, url: {
            "data": call(HARMLESS),
            **{f"{end}_callback_name": "os.system" for end in ("success", "failure", "stopped")},
        },
    ),
    Attack(
        name="callback of a failure",
        fields=lambda canary, touch, url: {"data": called("no-such-job", touch), "failure_callback_name": "os.system"},
    ),
    Attack(
        name="webhook",
        fields=lambda canary, touch, url: {
            "data": call(HARMLESS),
            "webhooks": json.dumps([{"url": url, "job_status": "finished", "method": "GET"}]),
        },
    ),
    Attack(
        name="name of a serializer",
        fields=lambda canary, touch, url: {
            "data": bomb(canary),
            "serializer": "pickle",
            "serializer_name": "rq.serializers.PickleSerializer",
        },
    ),
    Attack(name="job that depends on another", fields=lambda canary, touch, url: {"data": call(HARMLESS)}, beside=_as_dependent),
    Attack(name="schedule", fields=lambda canary, touch, url: {"data": call(HARMLESS)}, beside=_as_scheduled),
]
