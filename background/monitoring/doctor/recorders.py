"""Does somebody write down what happens?"""

from collections.abc import Iterator

from background.monitoring.doctor.finding import Finding, error, warning
from background.monitoring.recording import NOBODY, recording

LATE_SECONDS = 10.0


def recorders() -> Iterator[Finding]:
    found = recording()
    if found.is_missing:
        what, _, way_out = NOBODY.partition("; ")
        yield error(what, way_out)
    elif found.is_wanted and found.lag_seconds > LATE_SECONDS:
        what = f"the recorders are {found.lag_seconds:,.0f} s behind"
        yield warning(what, "look at their log for trouble with the database; if there is none, start another manage.py jobs_ledger")
