"""The overview says which queue rests and why, and that something was put aside."""

import pytest
from django.test import Client
from redis import Redis

from background.rq_adapter.pause import pause
from tests.background.admin.places import url
from tests.background.worker import run_all


def test_a_paused_queue_says_by_whom_and_why(viewer: Client) -> None:
    pause("email", reason="<the provider is down>", author="ada@example.org")

    page = viewer.get(url("home")).content.decode()

    assert "paused by ada@example.org: &lt;the provider is down&gt;" in page
    assert page.count("paused") == 1


def test_what_was_put_aside_is_a_number_with_the_reason(viewer: Client, redis: Redis) -> None:
    redis.rpush("rq:queue:default", "ghost", "phantom")
    run_all()

    page = viewer.get(url("home")).content.decode()

    assert "2 ids put aside: they lay where jobs lie, and no job has such an id" in page


@pytest.mark.parametrize("key", ["rq:paused", "rq:quarantine"])
def test_a_key_of_another_kind_does_not_take_the_page_away(viewer: Client, redis: Redis, key: str) -> None:
    redis.set(key, "x")

    assert viewer.get(url("home")).status_code == 200


def test_otherwise_it_says_nothing_of_either(viewer: Client) -> None:
    page = viewer.get(url("home")).content.decode()

    assert "paused" not in page
    assert "put aside" not in page
