"""A clean slate for the jobs of these tests."""

import pytest

from tests.background import jobs


@pytest.fixture(autouse=True)
def _forget_what_ran() -> None:
    jobs.ran.clear()
