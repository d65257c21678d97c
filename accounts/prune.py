"""Lets go what was counted of guesses, once it counts no more."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import EmailCode, LoginLimit
from accounts.services.login_limit import PLACE_MEMORY

TOGETHER = 500
A_DAY = timedelta(days=1)
"""For so long a code counts among those that somebody was mailed."""


class OldGuesses:
    """Wrong passwords, places of log-ins and codes: for `manage.py jobs_prune` and the nights."""

    name = "guesses"
    bounds = (PLACE_MEMORY.days, 0)

    def overdue(self) -> int:
        return sum(rows.count() for rows in _spent())

    def prune(self, rest: Callable[[float], object] = time.sleep) -> Iterator[int]:
        """How many went, after each batch.

        Args:
            rest: waits so many seconds, as long as the batch took, so that others can write; a true answer ends the work.
        """
        for rows in _spent():
            while keys := list(rows.values_list("pk", flat=True)[:TOGETHER]):
                began = time.monotonic()
                yield rows.model._default_manager.filter(pk__in=keys).delete()[0]
                if rest(time.monotonic() - began):
                    return


def _spent() -> tuple[QuerySet[Any], ...]:
    now = timezone.now()
    return (
        LoginLimit.objects.filter(forget_at__lt=now).order_by(),
        EmailCode.objects.filter(created_at__lt=now - A_DAY, expires_at__lt=now).order_by(),
    )
