"""Who writes down what happens to jobs, and how far behind they are."""

from dataclasses import dataclass

from background.engine.ledger import ledger
from background.ledger.recorder import GROUP
from background.monitoring.wording import counted
from background.rq_adapter.event_readers import Reader, lag_of, readers_of

NOBODY = "no recorder runs: jobs run on, but nothing is written down; start manage.py rqscheduler, or manage.py jobs_ledger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The state of the ledger's recorders.

    Attributes:
        is_wanted: whether there is a ledger at all.
        entries: of the stream, each with its events, that are not written down yet; None where Redis cannot tell, because some were
            trimmed unread.
        lag_seconds: how long ago the oldest of them happened.
    """

    is_wanted: bool
    recorders: list[Reader]
    entries: int | None
    lag_seconds: float

    @property
    def is_missing(self) -> bool:
        return self.is_wanted and not self.recorders

    def __str__(self) -> str:
        entries = "nobody knows how many" if self.entries is None else f"{self.entries:,}"
        return f"{counted(len(self.recorders), 'recorder')}, entries to write down: {entries}, {self.lag_seconds:.2f} s behind"


def recording() -> Recording:
    """What is so now.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    lag = lag_of(GROUP)
    return Recording(is_wanted=ledger() is not None, recorders=readers_of(GROUP), entries=lag.entries, lag_seconds=lag.seconds)
