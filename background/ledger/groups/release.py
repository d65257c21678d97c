"""Lets waiting jobs go, or calls them off, when those that they wait for have ended."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from background.constants import JobState
from background.engine.after import OnParentDeath
from background.engine.carrier import carrier
from background.engine.events import Event, Kind, announce
from background.engine.push import Push
from background.ledger.forget_secrets import SECRETS_ERASED, has_lost_secrets
from background.ledger.groups.fate import Fate, Parent, fate_of
from background.ledger.rows import envelopes_of
from background.models import JobDependency, JobRecord

TOGETHER = 1_000
"""In one transaction: all that wait for one job may be more than a statement takes."""
NOTE = "a job that it waited for did not succeed"
_HELD = (JobState.PENDING, JobState.CANCELLED)
"""A child that is still marked as waiting although it is cancelled was called off for its parents' sake, and may wait again."""


def release_children(parents: Sequence[UUID]) -> list[UUID]:
    """Look at all that wait for these, and for those that are called off with them; answers what was called off or waits again."""
    touched: list[UUID] = []
    while parents:
        parents = [child for some in batched(parents, TOGETHER) for child in release_ready(_children_of(some))]
        touched += parents
    return touched


def _children_of(parents: Sequence[UUID]) -> list[UUID]:
    return list(JobDependency.objects.filter(parent__in=parents).values_list("child", flat=True).distinct())


def release_ready(children: Sequence[UUID]) -> list[UUID]:
    """Let go those of these that wait for nobody any more; answers those that were called off, or wait again.

    A release is a row that waits no more; who pushes it matters little, for the relay does if nobody else has.
    """
    return [child for some in batched(children, TOGETHER) for child in _release(some)]


def _release(children: Sequence[UUID]) -> list[UUID]:
    with transaction.atomic():
        rows = list(JobRecord.objects.select_for_update().filter(id__in=children, waiting=True, state__in=_HELD).order_by("id"))
        fates = _fates([row.id for row in rows])
        wanted_again = [row for row in rows if row.state == JobState.CANCELLED and fates[row.id] is not Fate.CANCEL]
        _leave(lost := [row for row in wanted_again if has_lost_secrets(row)])
        rows = [row for row in rows if row not in lost]
        called_off = [row for row in rows if fates[row.id] is Fate.CANCEL and row.state == JobState.PENDING]
        revived = [row for row in wanted_again if row not in lost]
        _revive(revived)
        _call_off(called_off)
        _let_go([row for row in rows if fates[row.id] is Fate.RUN])
    return [row.id for row in (*called_off, *revived)]


def _fates(children: Sequence[UUID]) -> dict[UUID, Fate]:
    edges = JobDependency.objects.filter(child__in=children).values_list("child", "parent__state", "on_parent_death")
    parents: dict[UUID, list[Parent]] = defaultdict(list)
    for child, state, policy in edges:
        parents[child].append(Parent(JobState(state) if state else None, OnParentDeath(policy)))
    return {child: fate_of(parents[child]) for child in children}


def _leave(rows: Iterable[JobRecord]) -> None:
    """They stay called off."""
    JobRecord.objects.filter(id__in=[row.id for row in rows]).update(waiting=False, note=SECRETS_ERASED)


def _revive(rows: Iterable[JobRecord]) -> None:
    JobRecord.objects.filter(id__in=[row.id for row in rows]).update(state=JobState.PENDING, finished_at=None, note="")


def _call_off(rows: Sequence[JobRecord]) -> None:
    JobRecord.objects.filter(id__in=[row.id for row in rows]).update(state=JobState.CANCELLED, finished_at=timezone.now(), note=NOTE)
    for row in rows:
        transaction.on_commit(partial(announce, cancelled(row, NOTE)), robust=True)


def _let_go(rows: Sequence[JobRecord]) -> None:
    JobRecord.objects.filter(id__in=[row.id for row in rows]).update(waiting=False)
    if envelopes := [envelope for _, envelope in envelopes_of(rows)]:
        transaction.on_commit(Push(carrier(), envelopes, is_promised=True), robust=True)


def cancelled(row: JobRecord, reason: str) -> Event:
    """What listeners hear of a job that was called off before Redis ever knew it."""
    return Event(kind=Kind.CANCELLED, job_id=str(row.id), name=row.name, queue=row.queue, request_id=row.request_id, error=reason)
