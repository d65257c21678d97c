"""Redis goes away while jobs speak: they lose words at most."""

import pytest
from pytest_django import Settings

from background.constants import JobState
from config.dev.valkey import EmbeddedValkey
from tests.background import saying
from tests.processes import TEST_JOBS, running, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("isolation", ["thread", "fork"])
def test_a_job_that_speaks_ends_well_although_redis_was_restarted_meanwhile(
    isolation: str, tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> None:
    room, gate = tmp_path_factory.mktemp("r"), tmp_path_factory.mktemp("g")
    words = ("rqworker", "default", "--isolation", isolation)
    with EmbeddedValkey(room / "data", room / "v.sock") as server, running(*words, REDIS_URL=server.url, **TEST_JOBS) as worker:
        settings.RQ_QUEUES = {name: {"URL": server.url} for name in settings.RQ_QUEUES}
        handle = saying.talk_through_trouble.enqueue(path=str(gate))
        until(lambda: [line.text for line in handle.logs()] == ["before"])
        server.stop()
        (gate / "gone").touch()
        until((gate / "said").exists)
        server.start()
        (gate / "back").touch()

        until(lambda: handle.snapshot().state is JobState.SUCCEEDED)

        assert [line.text for line in handle.logs()] == ["before", "meanwhile", "after"]
        assert handle.snapshot().progress.percent == 100
        assert worker.poll() is None
