"""These helpers need no Redis: every test here runs with one that cannot be reached."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _no_redis(_nothing_left_over: None, settings: Settings) -> None:
    settings.RQ_QUEUES = {name: {"URL": "redis://127.0.0.1:1/0"} for name in settings.RQ_QUEUES}
