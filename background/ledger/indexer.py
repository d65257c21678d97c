"""Lets jobs be found by their words, soon after they were made."""

import logging
import threading
from datetime import timedelta
from itertools import count
from uuid import UUID

from django.db import close_old_connections
from django.utils import timezone

from background.ledger.places import id_at, place_at
from background.ledger.word_index import index_next
from background.models import JobRecord, JobWords

log = logging.getLogger("background.ledger")

EVERY_SECONDS = 1.0
WALK_EVERY = 5
"""Passes; then one stretch of all jobs is looked at for those that were missed."""
STRETCH = 20_000
TOGETHER = 1_000
MOST_A_PASS = 20_000
SETTLED_AFTER = timedelta(seconds=10)
"""A job comes later than younger ones when its transaction took longer."""


class Indexer:
    """Writes the words of new jobs, and walks along all others for those that have none: of a long transaction, or from before an upgrade.

    Any number may run; what one has written the others pass over.
    """

    def __init__(self) -> None:
        self._new_after: UUID | None = None
        self._walked: UUID | None = None

    def run(self, stopping: threading.Event) -> None:
        """Until `stopping` is set."""
        for number in count():
            try:
                self.index_new()
                if number % WALK_EVERY == 0:
                    self.walk()
            except Exception as error:  # whatever it is, the next pass may do better
                log.warning("indexer waits", extra={"error": str(error)[:200]})
                close_old_connections()
            if stopping.wait(EVERY_SECONDS):
                return

    def catch_up(self) -> int:
        """Write the words of all jobs that have none; how many there were."""
        self._walked = None
        number = self.walk()
        while self._is_under_way:
            number += self.walk()
        return number

    @property
    def _is_under_way(self) -> bool:
        return self._walked is not None

    def index_new(self) -> int:
        """Write the words of jobs that were made since the last time; how many there were."""
        after, total = self._new_after or _newest(), 0
        while total < MOST_A_PASS:
            found = index_next(TOGETHER, id__gt=after)
            total += len(found)
            if len(found) < TOGETHER:
                after = max(after, id_at(place_at(timezone.now() - SETTLED_AFTER)))
                break
            after = found[-1]
        self._new_after = after
        return total

    def walk(self) -> int:
        """Write the words of those that have none among the next stretch of jobs; how many there were. After the last comes the first."""
        span = {"id__gt": self._walked} if self._walked else {}
        end = JobRecord.objects.filter(**span).order_by("id").values_list("id", flat=True)[STRETCH - 1 : STRETCH].first()
        if end:
            span["id__lte"] = end
        total = 0
        while found := index_next(TOGETHER, **span):
            total += len(found)
        self._walked = end
        return total


def _newest() -> UUID:
    """Where the newest words are; what is younger has none yet."""
    return id_at(JobWords.objects.order_by("-place").values_list("place", flat=True).first() or 0)
