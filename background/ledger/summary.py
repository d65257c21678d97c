"""What the jobs of a time came to."""

from collections import Counter
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db.models import Count

from background.constants import JobState
from background.engine.databases import ledger_databases
from background.models import JobRecord

MOST_NAMES = 12
"""Kinds of jobs that are told of, the most frequent."""


class Summary(TypedDict):
    """`names` are kinds of jobs with their numbers; `ended_otherwise` were called off or expired."""

    since: datetime
    until: datetime
    total: int
    succeeded: int
    dead: int
    ended_otherwise: int
    open: int
    names: list[tuple[str, int]]


def summary(*, since: datetime, until: datetime) -> Summary:
    """Of the jobs that were made from `since` to `until`, in all databases that remember jobs."""
    states, names = Counter[JobState](), Counter[str]()
    for using in ledger_databases():
        made = JobRecord.objects.using(using).filter(id__gte=_first_id(since), id__lt=_first_id(until)).order_by()
        for name, state, number in made.values_list("name", "state").annotate(number=Count("id")):
            states[JobState(state)] += number
            names[name] += number
    return Summary(
        since=since,
        until=until,
        total=states.total(),
        succeeded=states[JobState.SUCCEEDED],
        dead=states[JobState.DEAD],
        ended_otherwise=states[JobState.CANCELLED] + states[JobState.EXPIRED],
        open=sum(number for state, number in states.items() if not state.is_final),
        names=names.most_common(MOST_NAMES),
    )


def _first_id(moment: datetime) -> UUID:
    """The least that a UUIDv7 of this moment can be (RFC 9562, 5.7): ids are in the order in which jobs were made."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
