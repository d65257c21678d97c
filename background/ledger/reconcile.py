"""Compares what the ledger has open with what Redis knows, and brings back what Redis lost."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from django.db import DEFAULT_DB_ALIAS

from background.constants import JobState
from background.engine.envelope import Envelope
from background.ledger.catch_up import note_endings
from background.ledger.rows import envelopes_of
from background.ledger.walk import Walk
from background.models import JobRecord
from background.models.job_record import OPEN_STATES
from background.rq_adapter.presence import ENDED, line_up_again, out_of_line, statuses_of
from background.rq_adapter.restore import Lost, restore

log = logging.getLogger("background.ledger")

LOOKED_AT_TOGETHER = 1000
PAGES_A_PASS = 100
MOST_LINED_UP = 100
_FOLLOWED = [state.value for state in OPEN_STATES if state is not JobState.PENDING]
_SENT = {"state": JobState.PENDING.value, "waiting": False}
"""Where all events of a job were lost, nothing else says that it was sent, and it would be sent again once Redis has forgotten it."""


class Reconciler:
    """Goes through everything that is open in one database, a slice at a time.

    What Redis has lost, or says has ended, is acted on when it was seen twice in a row: between two looks, every event that was on
    its way has been written down.
    """

    def __init__(self, *, using: str = DEFAULT_DB_ALIAS) -> None:
        self._using = using
        self._suspects: dict[str, int] = {}
        self._walk: Walk[JobRecord] = Walk(LOOKED_AT_TOGETHER)
        self._walk_of_sent: Walk[JobRecord] = Walk(LOOKED_AT_TOGETHER)

    def reconcile(self) -> int:
        """Look at the next slice; how many jobs were put right.

        Raises:
            QueueUnavailable: Redis does not answer.
        """
        mended = 0
        queued: dict[str, list[str]] = defaultdict(list)
        for rows in self._pages():
            statuses = statuses_of([str(row.id) for row in rows])
            mended += self._mend_strange(rows, statuses)
            for row in rows:
                if statuses[str(row.id)] == "queued":
                    queued[row.queue].append(str(row.id))
        return mended + sum(_line_up(queue, job_ids) for queue, job_ids in queued.items())

    def _pages(self) -> Iterator[list[JobRecord]]:
        known = JobRecord.objects.using(self._using)
        yield from islice(self._walk.to_the_end(known.filter(state__in=_FOLLOWED)), PAGES_A_PASS)
        yield from islice(self._walk_of_sent.to_the_end(known.filter(**_SENT)), PAGES_A_PASS)

    def _mend_strange(self, rows: Sequence[JobRecord], statuses: dict[str, str | None]) -> int:
        strange = [row for row in rows if _is_strange(row, statuses[str(row.id)])]
        seen_before = [row for row in strange if self._suspects.get(str(row.id)) == row.event]
        for row in rows:
            self._suspects.pop(str(row.id), None)
        self._suspects |= {str(row.id): row.event for row in strange if row not in seen_before}
        return _mend(seen_before, statuses, using=self._using) if seen_before else 0


def _is_strange(row: JobRecord, status: str | None) -> bool:
    """One that is pending, and that Redis does not know, is the relay's to send."""
    return status in ENDED or (status is None and row.state != JobState.PENDING)


def _line_up(queue: str, job_ids: Sequence[str]) -> int:
    """Those that say they are queued, and are in no line. Each is looked for once more in the step that puts it back."""
    return line_up_again(queue, list(islice(out_of_line(queue, job_ids), MOST_LINED_UP)))


def _mend(rows: Sequence[JobRecord], statuses: dict[str, str | None], *, using: str) -> int:
    lost = [row for row in rows if statuses[str(row.id)] is None]
    if lost:
        log.warning("jobs that redis lost run again", extra={"number": len(lost), "first": str(lost[0].id)})
        restore([_lost(row, envelope) for row, envelope in envelopes_of(lost)])
    ended = [str(row.id) for row in rows if statuses[str(row.id)] is not None]
    return len(lost) + note_endings(ended, using=using)


def _lost(row: JobRecord, envelope: Envelope) -> Lost:
    """As it was: a run that was under way when Redis forgot it did not use up an attempt."""
    waits = row.state in (JobState.SCHEDULED, JobState.RETRYING)
    attempts = max(row.attempts - 1, 0) if row.state == JobState.RUNNING else row.attempts
    return Lost(envelope=envelope, attempts=attempts, due=row.run_after if waits else None)
