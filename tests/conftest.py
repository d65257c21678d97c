"""A real server for every process that runs tests, and nothing left of one test in the next."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from redis import Redis

from background.rq_adapter.connection import connection
from config.dev.valkey import EmbeddedValkey

hypothesis_settings.register_profile("on a busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("on a busy machine")


@pytest.fixture(scope="session", autouse=True)
def valkey() -> Iterator[EmbeddedValkey]:
    """The server of this process. TEST_REDIS_BINARY names another binary than the embedded one."""
    room: Path = settings.DATA_DIR
    with EmbeddedValkey(room / "valkey", room / "valkey.sock", redis_binary()) as server:
        # Else a slow disk holds up what is written, or leaves it out of the file for seconds.
        connection().config_set("appendfsync", "no")
        connection().connection_pool.connection_kwargs["socket_timeout"] = 30  # a machine that is busy with other things is no trouble
        yield server


def redis_binary() -> Path | None:
    """Which server to test with, if not the embedded one."""
    binary = os.environ.get("TEST_REDIS_BINARY")
    return Path(binary) if binary else None


def pytest_unconfigure() -> None:
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def _nothing_left_over(valkey: EmbeddedValkey) -> None:
    connection().flushall()
    cache.clear()


@pytest.fixture
def redis() -> Redis:
    """The queues' database."""
    return connection()
