"""Ids as people and Redis give them."""

from collections.abc import Iterable
from uuid import UUID


def as_uuid(job_id: str) -> UUID | None:
    """None for an id that no job of ours can have."""
    try:
        return UUID(job_id)
    except ValueError:
        return None


def as_uuids(job_ids: Iterable[str]) -> list[UUID]:
    """Those that jobs of ours can have."""
    return [number for job_id in job_ids if (number := as_uuid(job_id))]
