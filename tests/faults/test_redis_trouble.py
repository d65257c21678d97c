"""Redis goes away and comes back; the worker is still there, and nothing it finished is lost."""

import pytest
from pytest_django import Settings
from redis import Redis

from background.constants import JobState
from background.queues.default.unreliable_operation import unreliable_operation
from config.dev.valkey import EmbeddedValkey
from tests.processes import running, until

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_outlives_a_restart_of_redis(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> None:
    room = tmp_path_factory.mktemp("r")
    with EmbeddedValkey(room / "data", room / "v.sock") as server, running("rqworker", "default", REDIS_URL=server.url) as worker:
        own = Redis.from_url(server.url)
        until(lambda: own.scard("rq:workers"))
        server.stop()
        server.start()
        settings.RQ_QUEUES = {name: {"URL": server.url} for name in settings.RQ_QUEUES}
        handle = unreliable_operation.enqueue()

        until(lambda: handle.snapshot().state is JobState.SUCCEEDED)

        assert worker.poll() is None
