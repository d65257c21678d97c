"""The wait between attempts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from background.engine.backoff import Backoff, exponential, fixed, linear

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("backoff", "waits"),
    [
        (fixed(2 * SECOND), [2, 2, 2, 2]),
        (linear(2 * SECOND, jitter=0), [2, 4, 6, 8]),
        (exponential(2 * SECOND, jitter=0), [2, 4, 8, 16]),
        (exponential(2 * SECOND, cap=5 * SECOND, jitter=0), [2, 4, 5, 5]),
    ],
)
def test_waits_grow_as_they_should(backoff: Backoff, waits: list[float]) -> None:
    assert [backoff.seconds(attempt) for attempt in (1, 2, 3, 4)] == waits


@given(attempt=st.integers(1, 1000), jitter=st.floats(0, 1))
def test_a_wait_is_never_shorter_than_asked_nor_longer_than_cap_and_jitter(attempt: int, jitter: float) -> None:
    wait = exponential(SECOND, cap=60 * SECOND, jitter=jitter).seconds(attempt)

    assert min(2 ** (attempt - 1), 60) <= wait <= 60 * (1 + jitter)
