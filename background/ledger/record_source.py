"""Reads the ids of jobs off the index that has the fewest of what is looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from heapq import merge
from itertools import islice
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet

from background.ledger.span import Slice, Span
from background.models import JobRecord

COUNTED = 1_000
"""Whatever has more is equally common."""

type Index = Sequence[Q]
"""Conditions of which each is the beginning of an index that goes on with the id; what fulfils any of them counts."""


@dataclass(frozen=True, slots=True)
class RecordSource:
    """Ids of jobs of one database that fulfil one of these conditions."""

    conditions: Index = (Q(),)
    using: str = DEFAULT_DB_ALIAS

    @classmethod
    def of_rarest(cls, indexes: Sequence[Index], *, using: str) -> "RecordSource":
        if not indexes:
            return cls(using=using)
        return cls(min(indexes, key=partial(_number, using=using)) if len(indexes) > 1 else indexes[0], using)

    def slice(self, span: Span, size: int) -> Slice:
        parts = [_ids(condition, span, self.using)[:size].iterator() for condition in self.conditions]
        ids = list(islice(merge(*parts, reverse=not span.upwards), size))
        return Slice(ids, ids[-1] if len(ids) == size else None, size)


def _number(index: Index, *, using: str) -> int:
    return sum(JobRecord.objects.using(using).filter(condition).order_by()[:COUNTED].count() for condition in index)


def _ids(condition: Q, span: Span, using: str) -> QuerySet[JobRecord, UUID]:
    rows = JobRecord.objects.using(using).filter(condition)
    if span.above:
        rows = rows.filter(id__gt=span.above)
    if span.below:
        rows = rows.filter(id__lt=span.below)
    return rows.order_by("id" if span.upwards else "-id").values_list("id", flat=True)
