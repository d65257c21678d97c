"""Nothing pickled is ever opened."""

import base64
import pickle
import zlib
from pathlib import Path

import pytest
from django.test import Client
from redis import Redis

from tests.background.admin.stranger import ID, open_everything, plant


class Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.path,))


@pytest.fixture
def sprung(tmp_path: Path) -> Path:
    return tmp_path / "sprung"


@pytest.fixture
def trap(sprung: Path) -> bytes:
    return pickle.dumps(Trap(sprung))


def test_no_pickle_is_opened(operator: Client, redis: Redis, trap: bytes, sprung: Path) -> None:
    plant(redis, {"data": zlib.compress(trap), "meta": trap, "result": trap, "return_value": trap, "exc_info": trap})
    redis.xadd(f"rq:results:{ID}", {"type": 1, "return_value": base64.b64encode(trap)}, id="1-1")

    codes = open_everything(operator)

    assert not sprung.exists()
    assert set(codes.values()) <= {200, 302, 404}
    assert codes["job_detail"] == codes["result_detail"] == 200


def test_the_trap_would_spring(trap: bytes, sprung: Path) -> None:
    pickle.loads(trap)  # noqa: S301  # or the test above would show nothing

    assert sprung.exists()
