"""Reads the ids of jobs off the index that has the fewest of what is looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from uuid import UUID

from django.db.models import Q, QuerySet

from background.ledger.span import Slice, Span
from background.models import JobRecord

COUNTED = 1_000
"""Whatever has more is equally common."""

type Index = Sequence[Q]
"""Conditions of which each is the beginning of an index that goes on with the id; what fulfils any of them counts."""


@dataclass(frozen=True, slots=True)
class RecordSource:
    """Ids of jobs that fulfil one of these conditions."""

    conditions: Index = (Q(),)

    @classmethod
    def of_rarest(cls, indexes: Sequence[Index]) -> "RecordSource":
        if len(indexes) < 2:
            return cls(*indexes)
        return cls(min(indexes, key=_number))

    def slice(self, span: Span, size: int) -> Slice:
        parts = [_ids(condition, span)[:size].iterator() for condition in self.conditions]
        ids = list(islice(merge(*parts, reverse=not span.upwards), size))
        return Slice(ids, ids[-1] if len(ids) == size else None, size)


def _number(index: Index) -> int:
    return sum(JobRecord.objects.filter(condition).order_by()[:COUNTED].count() for condition in index)


def _ids(condition: Q, span: Span) -> QuerySet[JobRecord, UUID]:
    rows = JobRecord.objects.filter(condition)
    if span.above:
        rows = rows.filter(id__gt=span.above)
    if span.below:
        rows = rows.filter(id__lt=span.below)
    return rows.order_by("id" if span.upwards else "-id").values_list("id", flat=True)
