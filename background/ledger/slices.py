"""Deletes many rows, some at a time, so that nobody waits for long."""

from django.db.models import Model, QuerySet

TOGETHER = 1_000


def delete_in_slices[M: Model](rows: QuerySet[M]) -> int:
    """How many there were. What refers to them stays as it is."""
    deleted = 0
    while ids := list(rows.values_list("pk", flat=True)[:TOGETHER]):
        deleted += rows.model._base_manager.using(rows.db).filter(pk__in=ids)._raw_delete(rows.db)
    return deleted
