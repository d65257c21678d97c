"""Were events trimmed before they were written down?"""

from collections.abc import Iterator

from background.monitoring.doctor.finding import Finding, warning
from background.monitoring.recording import recording


def stream() -> Iterator[Finding]:
    found = recording()
    if found.is_wanted and found.entries is None:
        way_out = (
            "let manage.py rqscheduler run: how these jobs ended is noted within a minute, but of their attempts only the last is known"
        )
        yield warning("events were dropped before anybody wrote them down", way_out)
