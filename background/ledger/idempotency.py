"""Remembers what was answered to a request, so that it can be answered again without being carried out again."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from background.ledger.slices import delete_in_slices
from background.models import IdempotencyKey

KEPT_FOR = timedelta(hours=24)
ABANDONED_AFTER = timedelta(minutes=1)
"""Whoever has been at it for so long has died, and what it had begun was rolled back; if not, it learns that it is too late."""

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks what of which address, under which key. `body` is a digest."""

    user: str
    route: str
    key: str
    body: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to carry a request out."""

    token: str


def claim(asked: Asked) -> Claim | IdempotencyKey:
    """The right to carry it out; or what is known of it, because somebody is at it or it was answered."""
    mine = Claim(uuid4().hex)
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(**asdict(asked), claim=mine.token, claimed_at=timezone.now())
    except IntegrityError:
        known = IdempotencyKey.objects.filter(user=asked.user, route=asked.route, key=asked.key).first()
        if known is None:  # released just now
            return claim(asked)
        return mine if _take_over(known, mine, asked) else known
    return mine


def finish(mine: Claim, *, status: int, content: str, headers: Mapping[str, str]) -> bool:
    """Note the answer, in the transaction in which the request was carried out; False if another has taken over."""
    return bool(IdempotencyKey.objects.filter(claim=mine.token).update(status=status, content=content, headers=dict(headers)))


def release(mine: Claim) -> None:
    """The request was refused: the key is free."""
    IdempotencyKey.objects.filter(claim=mine.token).delete()


def answers_to(user: str) -> QuerySet[IdempotencyKey]:
    """What was answered to this person. Once it is gone, the same request is carried out again."""
    return IdempotencyKey.objects.filter(user=user, status__gt=0)


def forget_answers_about(job_ids: Iterable[str]) -> int:
    """Forget every answer that names one of these jobs, whoever had asked; how many there were. Reads those of the last day."""
    wanted = set(job_ids)
    answers = IdempotencyKey.objects.filter(status__gt=0).values_list("id", "content")
    found = [number for number, content in answers.iterator() if wanted.intersection(_ID.findall(content))]
    return delete_in_slices(IdempotencyKey.objects.filter(id__in=found))


def prune() -> int:
    """Forget what is older than a day, some at a time; how many there were."""
    return delete_in_slices(IdempotencyKey.objects.filter(claimed_at__lt=timezone.now() - KEPT_FOR))


def _take_over(known: IdempotencyKey, mine: Claim, asked: Asked) -> bool:
    """Whether it was abandoned, or is too old to count, and nobody else was quicker."""
    age = timezone.now() - known.claimed_at
    if age < (KEPT_FOR if known.status else ABANDONED_AFTER):
        return False
    return bool(
        IdempotencyKey.objects.filter(id=known.id, claim=known.claim).update(
            claim=mine.token, claimed_at=timezone.now(), body=asked.body, status=0, content="", headers={}
        )
    )
