"""Lets jobs be found by their words, soon after they were made."""

import logging
import threading
from datetime import timedelta
from itertools import count
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, close_old_connections
from django.utils import timezone

from background.engine.databases import ledger_databases
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


def keep_indexed(stopping: threading.Event) -> None:
    """Index the jobs of every database until `stopping` is set."""
    indexers = [Indexer(using=database) for database in ledger_databases()]
    for number in count():
        for indexer in indexers:
            indexer.step(walks=number % WALK_EVERY == 0)
        if stopping.wait(EVERY_SECONDS):
            return


def catch_up() -> int:
    """Write the words of all jobs of every database that have none; how many there were."""
    return sum(Indexer(using=database).catch_up() for database in ledger_databases())


class Indexer:
    """Writes the words of one database's new jobs, and walks along its others for those that have none: of a long transaction, or from
    before an upgrade.

    Any number may run; what one has written the others pass over.
    """

    def __init__(self, *, using: str = DEFAULT_DB_ALIAS) -> None:
        self._using = using
        self._new_after: UUID | None = None
        self._walked: UUID | None = None

    def step(self, *, walks: bool) -> None:
        """Index what is new, and one stretch of all jobs where it `walks`; trouble is waited out."""
        try:
            self.index_new()
            if walks:
                self.walk()
        except Exception as error:  # whatever it is, the next pass may do better
            log.warning("indexer waits", extra={"database": self._using, "error": str(error)[:200]})
            close_old_connections()

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
        after, total = self._new_after or self._newest(), 0
        while total < MOST_A_PASS:
            found = index_next(TOGETHER, using=self._using, id__gt=after)
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
        ids = JobRecord.objects.using(self._using).filter(**span).order_by("id").values_list("id", flat=True)
        end = ids[STRETCH - 1 : STRETCH].first()
        if end:
            span["id__lte"] = end
        total = 0
        while found := index_next(TOGETHER, using=self._using, **span):
            total += len(found)
            span["id__gt"] = found[-1]  # so that what has its words now is not looked at once more for each that has none
        self._walked = end
        return total

    def _newest(self) -> UUID:
        """Where the newest words are; what is younger has none yet."""
        return id_at(JobWords.objects.using(self._using).order_by("-place").values_list("place", flat=True).first() or 0)
