"""Tasks are sent on commit, so these tests commit."""

import pytest


@pytest.fixture(autouse=True)
def _commits(transactional_db: None) -> None: ...
