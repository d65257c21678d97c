"""One stage for all fault runs of this process: a server of its own, and a nursery of workers with short leases."""

from collections.abc import Iterator

import pytest

from config.faults.extent import QUICK
from config.faults.stage import Stage, stage
from tests.conftest import redis_binary


@pytest.fixture(scope="session")
def fault_stage() -> Iterator[Stage]:
    with stage(binary=redis_binary(), extent=QUICK, tell=lambda _: None) as place:
        yield place
