"""Do jobs fail for good?"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile

from django.utils import timezone

from background.interfaces import DeadLetter
from background.monitoring.doctor.finding import Finding, warning
from background.monitoring.wording import counted
from background.rq_adapter.dead_letters import letters

LATELY = timedelta(hours=24)
LOOKED_AT = 1000


def dead_letters() -> Iterator[Finding]:
    since = timezone.now() - LATELY
    recent = list(takewhile(lambda letter: _failed_at(letter) > since, letters(limit=LOOKED_AT)))
    for queue, number in Counter(letter["queue"] for letter in recent).most_common():
        least = "at least " if len(recent) == LOOKED_AT else ""
        yield warning(
            f"{least}{counted(number, 'job')} of {queue!r} failed for good within a day", f"read why: manage.py jobs_dead --queue {queue}"
        )


def _failed_at(letter: DeadLetter) -> datetime:
    """One that cannot be read counts as of now: it is worth a look."""
    try:
        return datetime.fromisoformat(letter["failedAt"])
    except ValueError:
        return timezone.now()
