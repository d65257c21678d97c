"""Groups live in the ledger, which is written on commit."""

import pytest
from redis import Redis

from background.ledger.recorder import Recorder
from tests.background.family import ill
from tests.background.jobs import ran


@pytest.fixture(autouse=True)
def _commits(transactional_db: None) -> None: ...


@pytest.fixture
def recorder(redis: Redis) -> Recorder:
    ill.clear()
    ran.clear()
    return Recorder()
