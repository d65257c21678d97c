"""Whatever a stranger writes into Redis, the pages answer."""

import zlib

import pytest
from django.test import Client
from redis import Redis

from tests.background.admin.places import DEFAULT, LISTS, url
from tests.background.admin.stranger import ID, open_everything, plant


@pytest.mark.parametrize(
    "fields",
    [
        {"data": b"\xff\xfe", "status": b"\xff", "created_at": "yesterday", "enqueued_at": "", "timeout": "soon"},
        {"data": b'["os.system",null,["true"],{}]', "status": "queued"},
        {"data": b"[" * 5000, "meta": b"[" * 5000},
        {"data": zlib.compress(b" " * 50_000_000)},
        {"data": b'["test-remember",null,[{"text":"hi"}],{}]', "meta": b"\xff", "dependency_ids": "{", "webhooks": "{"},
        {"status": "started", "origin": "default"},
        {"nothing": "known"},
    ],
)
def test_a_malformed_hash_breaks_no_page(fields: dict[str, bytes | str], operator: Client, redis: Redis) -> None:
    plant(redis, {"origin": "default", **fields})

    codes = open_everything(operator)

    assert {codes[name] for name in [*LISTS, "home", "home_json", "job_detail"]} == {200}
    assert set(codes.values()) <= {200, 302, 404}


@pytest.mark.parametrize(
    "key",
    ["rq:job:" + ID, "rq:queue:default", "rq:failed:default", "rq:wip:default", "rq:workers:default", "rq:results:" + ID, "rq:logs:" + ID],
)
def test_a_key_of_the_wrong_kind_breaks_no_page(key: str, operator: Client, redis: Redis) -> None:
    plant(redis, {"origin": "default", "data": "{}"})
    redis.delete(key)
    redis.set(key, "not what you expect")

    codes = open_everything(operator)

    assert codes["home"] == codes["home_json"] == 200
    assert set(codes.values()) <= {200, 302, 404}


@pytest.mark.parametrize("job_id", [b"\xff\xfe", b"../../etc", b"<script>alert(1)</script>", b"a b", b"x" * 5000, b"", b"nul\0nul"])
def test_an_id_of_any_bytes_is_listed_and_can_be_deleted(job_id: bytes, operator: Client, redis: Redis) -> None:
    redis.zadd("rq:failed:default", {job_id: 2e12})
    redis.lpush("rq:queue:default", job_id)

    listed = operator.get(url("failed_jobs", DEFAULT))
    operator.post(url("delete_failed_jobs", DEFAULT))
    operator.post(url("clear", DEFAULT))

    assert listed.status_code == 200
    assert b"<script>alert" not in listed.content
    assert not redis.exists("rq:failed:default", "rq:queue:default")


def test_a_malformed_worker_breaks_no_page(viewer: Client, redis: Redis) -> None:
    redis.sadd("rq:workers", "rq:worker:odd")
    redis.sadd("rq:workers:default", "rq:worker:odd")
    redis.hset("rq:worker:odd", mapping={"birth": "long ago", "queues": "default", "pid": "many", "state": b"\xff"})

    places = [url("home"), url("workers", DEFAULT), url("worker_details", DEFAULT, "rq:worker:odd")]
    codes = [viewer.get(place).status_code for place in places]

    assert codes == [200, 404, 404]


@pytest.mark.parametrize("name", ["nightly", "a/b", "<script>alert(1)</script>", "a:b", " "])
def test_a_cron_scheduler_of_any_name_breaks_no_page(name: str, viewer: Client, redis: Redis) -> None:
    redis.zadd("rq:cron_schedulers", {name: 2e12})
    redis.hset(f"rq:cron_scheduler:{name}", mapping={"hostname": "h", "pid": "1", "name": name, "cron_jobs": "["})

    page = viewer.get(url("home"))

    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    assert (b"Cron scheduler" in page.content) is ("/" not in name)
