"""How long a server asked us to wait."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone

from background.engine.retry_after import retry_after


class Throttled(Exception):
    def __init__(self, asked: object = None, **headers: str) -> None:
        super().__init__("slow down")
        if asked is not None:
            self.retry_after = asked
        if headers:
            self.response = Response({name.replace("_", "-"): value for name, value in headers.items()})


@dataclass
class Response:
    headers: dict[str, str] = field(default_factory=dict)


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (Throttled(30), 30),
        (Throttled(1.5), 1.5),
        (Throttled(timedelta(minutes=2)), 120),
        (Throttled("45"), 45),
        (Throttled(Retry_After="7"), 7),
        (Throttled(-5), 0),
        (Throttled(10**9), 86_400),
        (Throttled(), None),
        (Throttled("soon"), None),
        (Throttled(Retry_After="soon"), None),
        (Throttled(float("nan")), None),
        (Throttled(float("inf")), None),
        (Throttled(True), None),
        (Throttled(datetime(2026, 1, 1)), None),  # noqa: DTZ001  # a time without a zone says nothing
        (ValueError("no"), None),
    ],
)
def test_it_is_read_wherever_it_stands(error: Exception, seconds: float | None) -> None:
    assert retry_after(error) == seconds


def test_a_date_counts_from_now() -> None:
    date = timezone.now() + timedelta(seconds=90)

    assert retry_after(Throttled(date)) == pytest.approx(90, abs=60)
    assert retry_after(Throttled(Retry_After=format_datetime(date, usegmt=False))) == pytest.approx(90, abs=60)
    assert retry_after(Throttled(Retry_After="Sun, 06 Nov 1994 08:49:37 GMT")) == 0
