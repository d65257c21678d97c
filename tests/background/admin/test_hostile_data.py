"""Whatever a stranger writes into Redis, the pages answer, open no pickle, and show no secret."""

import base64
import pickle
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from redis import Redis

from tests.background import jobs
from tests.background.admin.conftest import url
from tests.background.worker import run_all

DEFAULT = sorted(settings.RQ_QUEUES).index("default")
LISTS = ["jobs", "started_jobs", "scheduled_jobs", "deferred_jobs", "finished_jobs", "failed_jobs"]
QUEUE_PAGES = [*LISTS, "queue_details", "workers", "scheduler_jobs"]
ID = "0198c0de-0000-7000-8000-000000000001"


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.path,))


@pytest.fixture
def sprung(tmp_path: Path) -> Path:
    return tmp_path / "sprung"


@pytest.fixture
def trap(sprung: Path) -> bytes:
    return pickle.dumps(Trap(sprung))


def test_no_pickle_is_opened(operator: Client, redis: Redis, trap: bytes, sprung: Path) -> None:
    _plant(redis, {"data": zlib.compress(trap), "meta": trap, "result": trap, "return_value": trap, "exc_info": trap})
    redis.xadd(f"rq:results:{ID}", {"type": 1, "return_value": base64.b64encode(trap)}, id="1-1")

    codes = _open_everything(operator)

    assert not sprung.exists()
    assert set(codes.values()) <= {200, 302, 404}
    assert codes["job_detail"] == codes["result_detail"] == 200


def test_the_trap_would_spring(trap: bytes, sprung: Path) -> None:
    pickle.loads(trap)  # noqa: S301  # or the test above would show nothing

    assert sprung.exists()


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
    _plant(redis, {"origin": "default", **fields})

    codes = _open_everything(operator)

    assert {codes[name] for name in [*LISTS, "home", "home_json", "job_detail"]} == {200}
    assert set(codes.values()) <= {200, 302, 404}


@pytest.mark.parametrize(
    "key", ["rq:job:" + ID, "rq:queue:default", "rq:failed:default", "rq:wip:default", "rq:workers:default", "rq:results:" + ID]
)
def test_a_key_of_the_wrong_kind_breaks_no_page(key: str, operator: Client, redis: Redis) -> None:
    _plant(redis, {"origin": "default", "data": "{}"})
    redis.delete(key)
    redis.set(key, "not what you expect")

    codes = _open_everything(operator)

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


@pytest.mark.parametrize("job_id", ["nobody", "a b", "%00", "%FF%FE", "a:b", "<script>", "x" * 3000, "\N{SNOWMAN}"])
@pytest.mark.parametrize("what", ["", "delete/", "requeue/", "enqueue/", "stop/", "results/1-1/"])
def test_an_unknown_job_is_not_found(what: str, job_id: str, operator: Client) -> None:
    at = f"{url('jobs', DEFAULT)}{job_id}/{what}"

    shown, done = operator.get(at), operator.post(at)

    assert shown.status_code in (200, 404, 405)
    assert done.status_code in (404, 405, 409)


@pytest.mark.parametrize("index", [99, 10**30])
@pytest.mark.parametrize("name", [*QUEUE_PAGES, "clear", "requeue_all", "delete_failed_jobs", "confirm_action", "actions"])
def test_an_unknown_queue_is_not_found(name: str, index: int, operator: Client) -> None:
    assert operator.get(url(name, index)).status_code in (404, 405)
    assert operator.post(url(name, index)).status_code in (404, 405)


@pytest.mark.parametrize("key", ["rq:worker:nobody", "nobody", "rq:job:x", "%00", "\N{SNOWMAN}"])
def test_an_unknown_worker_is_not_found(key: str, viewer: Client) -> None:
    assert viewer.get(f"{url('workers', DEFAULT)}{key}/").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "999999999999999999999999", "9" * 5000, "x", "\N{SNOWMAN}", "%00"])
@pytest.mark.parametrize("name", LISTS)
def test_any_page_number_is_some_page(name: str, page: str, viewer: Client, redis: Redis) -> None:
    _plant(redis, {"origin": "default", "data": "{}"})

    assert viewer.get(f"{url(name, DEFAULT)}?page={page}&desc={page}").status_code == 200


def test_a_malformed_worker_breaks_no_page(viewer: Client, redis: Redis) -> None:
    redis.sadd("rq:workers", "rq:worker:odd")
    redis.sadd("rq:workers:default", "rq:worker:odd")
    redis.hset("rq:worker:odd", mapping={"birth": "long ago", "queues": "default", "pid": "many", "state": b"\xff"})

    codes = [viewer.get(url(*at)).status_code for at in [("home",), ("workers", DEFAULT), ("worker_details", DEFAULT, "rq:worker:odd")]]

    assert codes == [200, 404, 404]


def test_a_secret_is_masked(viewer: Client) -> None:
    job_id = jobs.reveal.enqueue(pin=jobs.Secret("hunter2")).id
    run_all()

    page = viewer.get(url("job_detail", DEFAULT, job_id)).content.decode()

    assert "********" in page
    assert "$secret" not in page
    assert "hunter2" not in page


def test_what_a_user_wrote_is_escaped(viewer: Client) -> None:
    job_id = jobs.fail.using(max_attempts=1).enqueue(text="<img src=x onerror=alert(1)>").id
    run_all()

    pages = [viewer.get(url("job_detail", DEFAULT, job_id)), viewer.get(url("failed_jobs", DEFAULT))]

    assert not any(b"<img src=x" in page.content for page in pages)
    assert b"&lt;img src=x" in pages[0].content


def _plant(redis: Redis, fields: dict[str, bytes | str]) -> None:
    """One job on every shelf at once."""
    redis.hset(f"rq:job:{ID}", mapping=fields)  # type: ignore[arg-type]  # redis-py's dict is invariant
    redis.rpush("rq:queue:default", ID)
    redis.zadd("rq:wip:default", {f"{ID}:execution": 2e12})
    redis.zadd("rq:scheduler:scheduled_jobs", {ID: 2e9})
    for registry in ("finished", "failed", "scheduled", "deferred"):
        redis.zadd(f"rq:{registry}:default", {ID: 2e9})


def _open_everything(client: Client) -> dict[str, int]:
    pages: dict[str, tuple[object, ...]] = {"home": (), "home_json": (), **{name: (DEFAULT,) for name in QUEUE_PAGES}}
    pages |= {"job_detail": (DEFAULT, ID), "result_detail": (DEFAULT, ID, "1-1"), "delete_job": (DEFAULT, ID)}
    codes = {name: client.get(url(name, *arguments)).status_code for name, arguments in pages.items()}
    asked = client.post(url("confirm_action", DEFAULT), {"action": "delete", "_selected_action": [ID]})
    requeued = client.post(url("requeue_job", DEFAULT, ID))
    deleted = client.post(url("actions", DEFAULT), {"action": "delete", "job_ids": [ID]})
    return codes | {"confirm_action": asked.status_code, "requeue_job": requeued.status_code, "actions": deleted.status_code}
