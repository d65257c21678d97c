"""How much is measured: enough for figures, or just enough to see that everything works."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Counts are scaled to a time where systems differ in speed, so that each is looked at for equally long.

    Attributes:
        seconds: how long one drain or one round of enqueueing should take.
        probed: jobs of the unmeasured drain that tells how fast a system is.
        pickups: jobs whose pickup is timed, one after the other.
        idle_seconds: how long an idle worker's CPU is watched.
        shallow, deep: jobs that wait while a drain is measured.
        drained: jobs of such a drain.
        kept: jobs whose memory in Redis is measured.
        remembered: jobs in the ledger whose pages are timed.
        mails: that wait while it is measured how they go out.
        mails_of_peers: the same of systems that are slower.
    """

    seconds: float
    probed: int
    pickups: int
    idle_seconds: float
    shallow: int
    deep: int
    drained: int
    kept: int
    remembered: int
    mails: int
    mails_of_peers: int


FULL = Extent(
    seconds=4,
    probed=1000,
    pickups=300,
    idle_seconds=10,
    shallow=10_000,
    deep=1_000_000,
    drained=8000,
    kept=20_000,
    remembered=1_000_000,
    mails=10_000,
    mails_of_peers=2000,
)
QUICK = Extent(
    seconds=1,
    probed=200,
    pickups=60,
    idle_seconds=3,
    shallow=1000,
    deep=50_000,
    drained=900,
    kept=1000,
    remembered=2000,
    mails=300,
    mails_of_peers=100,
)
