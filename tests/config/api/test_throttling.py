"""Throttles count exactly, for the right person, and never stand in the way of their own failure."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from rest_framework.settings import api_settings

pytestmark = pytest.mark.django_db
LOGIN = "/api/v1/accounts/login/"


@pytest.fixture(autouse=True)
def _three_logins_a_minute(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "login", "3/min")
    with time_machine.travel(1_900_000_005, tick=False):
        yield


def ask(address: str = "192.0.2.1", forwarded: str = "") -> Any:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return Client().post(LOGIN, "{}", "application/json", REMOTE_ADDR=address, headers=headers)


def test_the_fourth_is_told_when_to_come_back() -> None:
    *statuses, last = [ask() for _ in range(4)]

    assert [answer.status_code for answer in statuses] == [400, 400, 400]
    assert (last.status_code, last.json()["code"]) == (429, "throttled")
    assert last["Content-Type"] == "application/problem+json"
    assert 1 <= int(last["Retry-After"]) <= 60


def test_the_next_window_is_open() -> None:
    for _ in range(4):
        wait = ask().headers.get("Retry-After")

    with time_machine.travel(1_900_000_005 + int(wait or 0), tick=False):
        assert ask().status_code == 400


def test_everyone_is_counted_alone() -> None:
    for _ in range(4):
        ask("192.0.2.1")

    assert ask("192.0.2.2").status_code == 400


def test_a_made_up_address_does_not_help() -> None:
    statuses = [ask(forwarded=f"198.51.100.{n}").status_code for n in range(4)]

    assert statuses == [400, 400, 400, 429]


@override_settings(NUM_PROXIES=1)
def test_behind_a_proxy_the_address_that_it_saw_counts() -> None:
    made_up = [ask("10.0.0.1", f"198.51.100.{n}, 192.0.2.1").status_code for n in range(4)]

    assert made_up == [400, 400, 400, 429]
    assert ask("10.0.0.1", "192.0.2.1, 192.0.2.2").status_code == 400


def test_all_addresses_of_one_ipv6_subscriber_count_together() -> None:
    statuses = [ask(f"2001:db8::{n:x}").status_code for n in range(4)]

    assert statuses == [400, 400, 400, 429]
    assert ask("2001:db8:0:1::1").status_code == 400


def test_parallel_requests_are_all_counted() -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: ask().status_code, range(16)))

    assert sorted(statuses) == [400] * 3 + [429] * 13


def test_a_cache_that_is_down_throttles_nobody() -> None:
    caches = {**settings.CACHES, "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    with override_settings(CACHES=caches):
        assert cache.incr("anything") is None
        assert [ask().status_code for _ in range(5)] == [400] * 5
