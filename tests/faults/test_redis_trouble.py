"""Redis goes away and comes back; the worker is still there, and nothing it finished is lost."""

from pathlib import Path

import pytest
from redis import Redis

from background.constants import JobState
from background.queues.default.unreliable_operation import unreliable_operation
from config.dev.valkey import EmbeddedValkey
from tests.processes import running, until

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_outlives_a_restart_of_redis(tmp_path_factory: pytest.TempPathFactory, settings: object) -> None:
    room = Path(tmp_path_factory.mktemp("r", numbered=True))
    room.chmod(0o700)
    server = EmbeddedValkey(room / "data", room / "v.sock")
    server.start()
    own = Redis.from_url(server.url)
    with running("rqworker", "default", REDIS_URL=server.url) as worker:
        until(lambda: own.scard("rq:workers"))
        server.stop()
        server.start()
        settings.RQ_QUEUES = {name: {"URL": server.url} for name in settings.RQ_QUEUES}  # type: ignore[attr-defined]
        handle = unreliable_operation.enqueue()

        until(lambda: handle.snapshot().state is JobState.SUCCEEDED)

        assert worker.poll() is None
    server.stop()
