"""Are there jobs that were accepted and never reached Redis?"""

from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from background.constants import JobState
from background.engine.databases import ledger_databases
from background.models import JobRecord
from background.monitoring.doctor.finding import Finding, error
from background.monitoring.wording import counted

LONG = timedelta(minutes=1)


def pending() -> Iterator[Finding]:
    try:
        left = sum(_pending(database) for database in ledger_databases())
    except (DatabaseError, InterfaceError):
        return  # which another check says
    if left:
        way_out = "let manage.py rqscheduler run, which sends them and notes it; or send them once: manage.py jobs_ledger --once"
        yield error(f"{counted(left, 'job')} accepted more than a minute ago and not sent, or nobody noted it", way_out)


def _pending(database: str) -> int:
    return JobRecord.objects.using(database).filter(state=JobState.PENDING, waiting=False, created_at__lt=timezone.now() - LONG).count()
