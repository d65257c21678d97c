"""What is not there is not found, and no address breaks a page."""

import pytest
from django.test import Client
from redis import Redis

from tests.background.admin.places import DEFAULT, LISTS, url
from tests.background.admin.stranger import QUEUE_PAGES, plant


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
    plant(redis, {"origin": "default", "data": "{}"})

    assert viewer.get(f"{url(name, DEFAULT)}?page={page}&desc={page}").status_code == 200
