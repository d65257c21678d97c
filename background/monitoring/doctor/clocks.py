"""Do this host and Redis agree on the time? Redis judges leases and due times, hosts judge `expires_at` and `retry_for`."""

import time
from collections.abc import Iterator

from background.monitoring.doctor.finding import Finding, warning
from background.rq_adapter.server import server

MOST_SECONDS = 2.0


def clocks() -> Iterator[Finding]:
    before = time.time()
    theirs = server().unix_time
    skew = max(before - theirs, theirs - time.time(), 0.0)
    if skew > MOST_SECONDS:
        what = f"the clocks of this host and of Redis differ by {skew:.1f} s"
        yield warning(what, "let both follow a time server; jobs expire and give up by the host's clock, leases and delays go by Redis'")
