"""A stranger who can write to Redis plants a job everywhere, and somebody opens every page."""

from django.test import Client
from redis import Redis

from tests.background.admin.places import DEFAULT, LISTS, url

QUEUE_PAGES = [*LISTS, "queue_details", "workers", "scheduler_jobs"]
ID = "0198c0de-0000-7000-8000-000000000001"


def plant(redis: Redis, fields: dict[str, bytes | str]) -> None:
    """One job on every shelf at once."""
    redis.hset(f"rq:job:{ID}", mapping=fields)
    redis.rpush("rq:queue:default", ID)
    redis.zadd("rq:wip:default", {f"{ID}:execution": 2e12})
    redis.zadd("rq:scheduler:scheduled_jobs", {ID: 2e9})
    for registry in ("finished", "failed", "scheduled", "deferred"):
        redis.zadd(f"rq:{registry}:default", {ID: 2e9})


def open_everything(client: Client) -> dict[str, int]:
    pages: dict[str, tuple[object, ...]] = {"home": (), "home_json": (), **dict.fromkeys(QUEUE_PAGES, (DEFAULT,))}
    pages |= {"job_detail": (DEFAULT, ID), "result_detail": (DEFAULT, ID, "1-1"), "delete_job": (DEFAULT, ID)}
    codes = {name: client.get(url(name, *arguments)).status_code for name, arguments in pages.items()}
    asked = client.post(url("confirm_action", DEFAULT), {"action": "delete", "_selected_action": [ID]})
    requeued = client.post(url("requeue_job", DEFAULT, ID))
    deleted = client.post(url("actions", DEFAULT), {"action": "delete", "job_ids": [ID]})
    return codes | {"confirm_action": asked.status_code, "requeue_job": requeued.status_code, "actions": deleted.status_code}
