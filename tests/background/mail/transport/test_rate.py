"""What `20/second` allows."""

import time

import pytest

from background.mail.transport.rate import Rate
from background.rq_adapter.connection import connection
from background.rq_adapter.paces import take_place


@pytest.mark.parametrize(
    ("text", "most", "seconds"), [("20/second", 20, 1), ("100/minute", 100, 60), ("1000/hour", 1000, 3600), ("5/day", 5, 86_400)]
)
def test_a_rate_is_read(text: str, most: int, seconds: int) -> None:
    assert Rate.read(text) == Rate(most, seconds)


@pytest.mark.parametrize("text", ["", "0/second", "20", "20/fortnight", "-1/hour", "20 / second", "1.5/second"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no rate; it is written as 20/second"):
        Rate.read(text)


@pytest.mark.parametrize("rate", [Rate(100, 60), Rate(7, 3600), Rate(1, 1), Rate(1000, 86_400)])
def test_never_more_than_so_many_in_the_time(rate: Rate) -> None:
    began = time.monotonic()
    taken = [take_place({"x": (rate.interval, rate.tolerance)}, patience=rate.seconds).seconds for _ in range(rate.most + 1)]

    assert taken.count(0) == rate.burst
    assert taken[-1] + time.monotonic() - began >= rate.seconds * 0.999


def test_no_place_is_taken_where_one_of_the_rates_has_none() -> None:
    take_place({"narrow": (3600, 0)}, patience=0)

    refused = take_place({"wide": (1, 0), "narrow": (3600, 0)}, patience=1)

    assert not refused.is_taken
    assert connection().get("rq:pace:wide") is None
