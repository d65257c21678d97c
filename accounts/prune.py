"""Lets go what people leave behind and nobody needs any more: for `manage.py jobs_prune` and the nights."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from knox.models import get_token_model

from accounts.models import EmailCode, LoginLimit
from accounts.services.codes import A_DAY
from accounts.services.login_limit import PLACE_MEMORY
from background.ledger.prune_beside import prune_in_batches


@dataclass(slots=True)
class Spent:
    """`rows` finds what may go now, by table."""

    name: str
    bounds: tuple[int, int]
    rows: Callable[[], tuple[QuerySet[Any], ...]]

    def overdue(self) -> int:
        return sum(rows.count() for rows in self.rows())

    def prune(self, rest: Callable[[float], object] = time.sleep) -> Iterator[int]:
        return prune_in_batches([(rows, partial(_delete, rows)) for rows in self.rows()], rest)


def _delete(rows: QuerySet[Any], keys: list[Any]) -> int:
    """Those that may still go: somebody may have guessed again meanwhile."""
    gone: int = rows.filter(pk__in=keys).delete()[0]
    return gone


def _guesses() -> tuple[QuerySet[Any], ...]:
    """Wrong passwords, places of log-ins and codes that count no more."""
    now = timezone.now()
    return (
        LoginLimit.objects.filter(forget_at__lt=now).order_by(),
        EmailCode.objects.filter(created_at__lt=now - A_DAY, expires_at__lt=now).order_by(),
    )


def _log_ins() -> tuple[QuerySet[Any], ...]:
    """Tokens and sessions with which nobody gets in any more. Where sessions are not kept in the database there are none."""
    now = timezone.now()
    return get_token_model().objects.filter(expiry__lt=now).order_by(), Session.objects.filter(expire_date__lt=now).order_by()


SPENT = (Spent("guesses", (PLACE_MEMORY.days, 0), _guesses), Spent("logins", (1, 0), _log_ins))
