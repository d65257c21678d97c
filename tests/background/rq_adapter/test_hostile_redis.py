"""Whoever can write to Redis gets no code to run, and stops no worker."""

import json
import pickle
import zlib
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Queue as StockQueue
from rq.job import Job as StockJob
from rq.serializers import DefaultSerializer, resolve_serializer

from background.exceptions import UnknownJob
from background.rq_adapter.job import RegisteredJob
from tests.background import jobs
from tests.background.jobs import remember
from tests.background.worker import run_all

NOW = "2026-01-01T00:00:00.000000Z"


class Bomb:
    """A pickle that, opened, touches a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (Path.touch, (self.path,))


def plant(redis: Redis, **fields: Any) -> str:
    """A job hash that somebody else wrote, first in the queue; answers its id."""
    fields = {"status": "queued", "origin": "default", "created_at": NOW, "enqueued_at": NOW, "description": "planted"} | fields
    redis.hset("rq:job:planted", mapping=fields)
    redis.sadd("rq:queues", "rq:queue:default")
    redis.lpush("rq:queue:default", "planted")
    return "planted"


def call(name: Any, *args: Any, instance: Any = None) -> str:
    return json.dumps([name, instance, args, {}])


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    return tmp_path / "canary"


@pytest.fixture
def attack(request: pytest.FixtureRequest, canary: Path) -> dict[str, Any]:
    touch = f"touch '{canary}'"
    opening = pickle.dumps(Bomb(canary))
    good = call("test-remember", {"text": "attack"})
    attacks: dict[str, dict[str, Any]] = {
        "os.system": {"data": call("os.system", touch)},
        "eval": {"data": call("builtins.eval", f"open({str(canary)!r}, 'w')")},
        "import": {"data": call("antigravity.geohash")},
        "instance": {"data": call("format", instance="{0}")},
        "pickled data": {"data": opening},
        "compressed pickle": {"data": zlib.compress(opening)},
        "pickled meta": {"data": good, "meta": opening},
        "pickled result": {"data": call("os.system", touch), "result": opening},
        "success callback": {"data": good, "success_callback_name": "os.system"},
        "failure callback": {"data": call("os.system", touch), "failure_callback_name": "os.system"},
        "webhook": {"data": good, "webhooks": json.dumps([{"url": "http://127.0.0.1:1/", "job_status": "finished", "method": "GET"}])},
    }
    return attacks[request.param]


ATTACKS = ["os.system", "eval", "import", "instance", "pickled data", "compressed pickle", "pickled meta", "pickled result"]
ATTACKS += ["success callback", "failure callback", "webhook"]


@pytest.mark.parametrize("attack", ATTACKS, indirect=True)
def test_an_attack_does_nothing_and_the_job_behind_it_runs(redis: Redis, canary: Path, attack: dict[str, Any]) -> None:
    planted = plant(redis, **attack)
    behind = remember.enqueue(text="behind")

    run_all()

    assert not canary.exists()
    assert jobs.ran[-1] == "behind"
    assert redis.hexists("rq:dead_letters", planted) or jobs.ran[0] == "attack"
    assert behind.snapshot().state.is_final


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"data": ""},
        {"data": b"\xff\xfe"},
        {"data": "[" * 100_000},
        {"data": "{}"},
        {"data": '["a"]'},
        {"data": '["test-remember", null, [], {}]'},
        {"data": '["test-remember", null, [1, 2], {}]'},
        {"data": '["test-remember", null, [{"text": 5}], {}]'},
        {"data": '["no-such-job", null, [{}], {}]'},
        {"data": zlib.compress(b"x" * (64 << 20))},
        {"data": b"x\x9c broken"},
        {"data": '["test-remember", null, [{}], {}]', "meta": "{"},
        {"data": '["test-remember", null, [{}], {}]', "meta": '{"options": {"max_attempts": "many"}}'},
        {"data": '["test-remember", null, [{}], {}]', "meta": '{"options": {"max_attempts": 0}}'},
        {"data": '["test-remember", null, [{}], {}]', "meta": '{"options": {"timeout": "PT0S"}}'},
    ],
)
def test_a_malformed_hash_is_a_dead_letter_and_the_job_behind_it_runs(redis: Redis, fields: dict[str, Any]) -> None:
    planted = plant(redis, **fields)
    remember.enqueue(text="behind")

    run_all()

    assert jobs.ran == ["behind"]
    assert redis.hexists("rq:dead_letters", planted)
    assert redis.hget("rq:job:planted", "status") == b"failed"


@pytest.mark.parametrize(
    "fields",
    [
        {"attempts": "many"},
        {"attempts": "9" * 400},
        {"crashes": "-1"},
        {"priority": "high"},
        {"timeout": "soon"},
        {"created_at": "yesterday"},
        {"origin": b"\xff"},
        {"description": b"\xff"},
        {"result_ttl": "x"},
        {"dependency_ids": "["},
        {"retry_intervals": "["},
    ],
)
def test_nonsense_beside_the_call_does_not_keep_the_job_from_running(redis: Redis, fields: dict[str, Any]) -> None:
    plant(redis, data=call("test-remember", {"text": "planted"}), **fields)
    remember.enqueue(text="behind")

    run_all()

    assert jobs.ran == ["planted", "behind"]


def test_keys_of_the_wrong_kind_are_put_aside(redis: Redis) -> None:
    redis.set("rq:job:text", "not a hash")
    redis.rpush("rq:queue:default", "text", b"\xff\xfe", "")
    redis.hset("rq:job:no-status", "data", "x")
    redis.rpush("rq:queue:default", "no-status")
    redis.hset(b"rq:job:\xff", "status", "queued")
    redis.rpush("rq:queue:default", b"\xff")
    remember.enqueue(text="behind")

    run_all()

    assert jobs.ran == ["behind"]
    assert redis.zcard("rq:quarantine") == 5


def test_no_serializer_of_rq_opens_a_pickle(canary: Path) -> None:
    bomb = pickle.dumps(Bomb(canary))

    for serializer in (DefaultSerializer, resolve_serializer(None), resolve_serializer("pickle")):
        with pytest.raises(ValueError, match=r"utf-8|Expecting value"):
            serializer.loads(bomb)

    assert not canary.exists()


def test_rqs_own_job_class_imports_nothing_either(redis: Redis) -> None:
    job = StockJob.create("os.system", args=["true"], connection=redis, id="stock", origin="default")

    with pytest.raises(UnknownJob, match=r"os\.system"):
        _ = job.func


def test_a_job_that_stock_rq_enqueued_by_path_is_refused(redis: Redis) -> None:
    StockQueue("default", connection=redis).enqueue("os.system", "true", job_id="stock")

    run_all()

    assert RegisteredJob.fetch("stock", connection=redis).get_status() == "failed"
    assert json.loads(redis.hget("rq:dead_letters", "stock") or b"")["error"]["reason"] in {"unknown_job", "undecodable"}
