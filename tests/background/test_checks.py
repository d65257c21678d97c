"""`manage.py check` says what is wrong with jobs before one of them runs."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core import checks
from pytest_django import Settings

from accounts.models import User
from background.engine import registry
from background.engine.job import Job
from tests.background.jobs import queue


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPerson:
    user: User | None = None


def test_a_payload_that_holds_a_model_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_jobs", dict(registry._jobs))

    @queue.job("test-of-person", OfPerson)
    def of_person(job: Job[OfPerson]) -> None: ...

    (warning,) = checks.run_checks(tags=["background"])
    assert (warning.id, warning.level) == ("background.W001", checks.WARNING)
    assert "Job 'test-of-person'" in warning.msg
    assert "not a User" in warning.msg


@pytest.mark.parametrize(
    ("queue", "location"),
    [
        ({"URL": "redis://localhost:6379/1"}, "redis://127.0.0.1?db=1"),
        ({"URL": "redis://:hunter2@far/0"}, "rediss://FAR"),
        ({"URL": "unix:///run/valkey.sock?db=2"}, "unix:///run/valkey.sock?db=2"),
        ({"HOST": "near", "PORT": 6380, "DB": 3}, ["redis://far/3", "redis://near:6380/3"]),
        ({"UNIX_SOCKET_PATH": "/run/valkey.sock"}, "unix:///run/valkey.sock"),
        ({"URL": "redis://near/0"}, "redis://far/0,redis://near/0"),
    ],
)
def test_a_cache_in_the_queues_database_is_warned_of(queue: dict[str, object], location: object, settings: Settings) -> None:
    settings.RQ_QUEUES = dict.fromkeys(settings.RQ_QUEUES, queue)
    settings.CACHES = {"sessions": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location}}

    (warning,) = checks.run_checks(tags=["background"])

    assert (warning.id, "'sessions'" in warning.msg, "hunter2" in str(warning)) == ("background.W002", True, False)


@pytest.mark.parametrize(
    ("queue", "location"),
    [
        ({"URL": "redis://near/0"}, "redis://near/1"),
        ({"URL": "redis://near/0"}, "redis://near:6380/0"),
        ({"URL": "redis://near/0"}, "redis://far/0"),
        ({"URL": "unix:///run/valkey.sock"}, "unix:///run/valkey.sock?db=1"),
        ({"URL": "redis://localhost/0"}, "127.0.0.1:11211"),
        ({"SENTINELS": [("near", 26379)], "MASTER_NAME": "queues"}, "redis://near/0"),
        ({"URL": "redis://near/0"}, "redis://near:many/0"),
        ({"URL": "redis://near/0"}, Path("/tmp/cache")),  # noqa: S108  # nothing is written there
        ({"URL": "redis://near/0"}, None),
    ],
)
def test_a_cache_elsewhere_is_fine(queue: dict[str, object], location: object, settings: Settings) -> None:
    settings.RQ_QUEUES = dict.fromkeys(settings.RQ_QUEUES, queue)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location}}

    assert checks.run_checks(tags=["background"]) == []


@pytest.mark.parametrize(
    ("queue", "location", "options", "is_shared"),
    [
        ({"URL": "redis://near", "DB": 2}, "redis://near/2", {}, True),
        ({"URL": "redis://near", "DB": 2}, "redis://near/0", {}, False),
        ({"URL": "redis://near/0", "DB": 2}, "redis://near/0", {}, True),  # what the URL names wins
        ({"URL": "unix:///run/valkey.sock", "DB": "2"}, "unix:///run/valkey.sock?db=2", {}, True),
        ({"URL": "redis://near/3"}, "redis://near", {"db": 3}, True),
        ({"URL": "redis://near/3"}, "redis://near", {"db": "3"}, True),
        ({"URL": "redis://near/0"}, "redis://near", {"db": 3}, False),
        ({"URL": "redis://near/3"}, "redis://near/1", {"db": 3}, False),
        ({"URL": "redis://near/3"}, "redis://near", {"CONNECTION_POOL_KWARGS": {"db": 3}}, True),
        ({"URL": "redis://near/0"}, "redis://near", {"CONNECTION_POOL_KWARGS": {"db": 3}}, False),
    ],
)
def test_a_database_that_is_given_beside_the_url_counts(
    queue: dict[str, object], location: str, options: dict[str, object], is_shared: bool, settings: Settings
) -> None:
    settings.RQ_QUEUES = dict.fromkeys(settings.RQ_QUEUES, queue)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location, "OPTIONS": options}}

    assert [found.id for found in checks.run_checks(tags=["background"])] == ["background.W002"] * is_shared


def test_nothing_is_wrong_with_the_jobs_that_are_shipped() -> None:
    assert checks.run_checks(tags=["background"]) == []
