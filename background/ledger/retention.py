"""How long, and how many of them, jobs that have ended are remembered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from background.constants import JobState
from background.ledger.places import id_at, place_at
from background.models import JobBatch, JobDependency, JobRecord
from background.models.job_record import OPEN_STATES
from background.retention_defaults import KEEP_DAYS, KEEP_JOBS

_IS_WAITED_FOR = Exists(JobDependency.objects.filter(parent=OuterRef("pk"), child__waiting=True, child__state__in=OPEN_STATES))
"""Without its row nobody would ever know that it succeeded."""
_COUNTS = Exists(JobBatch.objects.filter(id=OuterRef("batch"), finished_at=None))
"""A batch has no counters but its members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What is kept of the jobs that ended in one state, in each database; 0 is no bound."""

    state: JobState
    days: int
    jobs: int

    def overdue(self, now: datetime, *, using: str) -> QuerySet[JobRecord]:
        """Those that are beyond a bound, oldest first, and that nobody waits for."""
        bounds = [self._too_old(now) if self.days else None, self._too_many(using) if self.jobs else None]
        beyond = Q(pk__in=[])
        for bound in filter(None, bounds):
            beyond |= bound
        return JobRecord.objects.using(using).filter(beyond, ~_IS_WAITED_FOR, ~_COUNTS, state=self.state).order_by("id")

    def _too_old(self, now: datetime) -> Q:
        """By its end; that its id is older still says the same of its beginning, and is what the index knows."""
        limit = now - timedelta(days=self.days)
        return Q(id__lt=id_at(place_at(limit))) & (Q(finished_at__lt=limit) | Q(finished_at=None))

    def _too_many(self, using: str) -> Q | None:
        newest = JobRecord.objects.using(using).filter(state=self.state).order_by("-id").values_list("id", flat=True)
        return next((Q(id__lte=found) for found in newest[self.jobs : self.jobs + 1]), None)


def retentions() -> list[Retention]:
    """One for each way to end; what the settings do not say has the defaults."""
    said: dict[str, Any] = settings.BACKGROUND
    days, jobs = {**KEEP_DAYS, **said.get("KEEP_DAYS", {})}, {**KEEP_JOBS, **said.get("KEEP_JOBS", {})}
    return [Retention(state=JobState(state), days=days[state], jobs=jobs[state]) for state in KEEP_DAYS]
