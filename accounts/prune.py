"""Lets go what was counted of guesses, once it counts no more."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import EmailCode, LoginLimit
from accounts.services.codes import A_DAY
from accounts.services.login_limit import PLACE_MEMORY
from background.ledger.prune_beside import prune_in_batches


class OldGuesses:
    """Wrong passwords, places of log-ins and codes: for `manage.py jobs_prune` and the nights."""

    name = "guesses"
    bounds = (PLACE_MEMORY.days, 0)

    def overdue(self) -> int:
        return sum(rows.count() for rows in _spent())

    def prune(self, rest: Callable[[float], object] = time.sleep) -> Iterator[int]:
        return prune_in_batches([(rows, partial(_delete, rows)) for rows in _spent()], rest)


def _spent() -> tuple[QuerySet[Any], ...]:
    now = timezone.now()
    return (
        LoginLimit.objects.filter(forget_at__lt=now).order_by(),
        EmailCode.objects.filter(created_at__lt=now - A_DAY, expires_at__lt=now).order_by(),
    )


def _delete(rows: QuerySet[Any], keys: list[Any]) -> int:
    gone: int = rows.model._default_manager.filter(pk__in=keys).delete()[0]
    return gone
