"""Slow down who guesses at the password of one account, without shutting out its owner."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.exceptions import TooManyAttempts
from accounts.models import LoginLimit, User

FREE_ATTEMPTS = 5
WAITS = [timedelta(seconds=seconds) for seconds in (15, 30, 60, 120, 240, 480, 900)]
"""After the fifth wrong password in a row, after the sixth, and so on; the last is the longest."""

MEMORY = timedelta(days=1)
"""Wrong passwords are forgotten after so long without another."""

PLACE_MEMORY = timedelta(days=90)
"""For how long a place counts apart after its owner has logged in there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One that was let through. `place` is a digest, or nothing where the account's own count is used."""

    account: str
    seen_at: str
    place: str


def admit(*, email: str, network: str) -> Attempt:
    """Count an attempt before the password is looked at, as if it were wrong. `forgive` it if it was right.

    One conditional UPDATE counts, so that parallel guesses cannot share a count. It is the same for addresses that nobody has.

    Raises:
        TooManyAttempts: the account takes none at the moment; this one is not counted.
    """
    attempt, now = _attempt(email, network), timezone.now()
    limit = _limit(attempt)
    if not attempt.place:
        _make(attempt.account, "", now, MEMORY)
    limit.filter(failed_at__lt=now - MEMORY).update(failures=0)
    kept = {} if attempt.place else {"forget_at": now + MEMORY}
    if not limit.filter(open_at__lte=now).update(failures=F("failures") + 1, failed_at=now, open_at=_open_again(now), **kept):
        raise TooManyAttempts(_seconds_until_open(limit, now))
    return attempt


def forgive(attempt: Attempt) -> None:
    """The password was right: nothing counts against it, and from now on this place counts apart."""
    now = timezone.now()
    LoginLimit.objects.filter(forget_at__lt=now).delete()
    _limit(attempt).update(failures=0, open_at=now)
    _make(attempt.account, attempt.seen_at, now, PLACE_MEMORY)
    LoginLimit.objects.filter(account=attempt.account, place=attempt.seen_at).update(forget_at=now + PLACE_MEMORY)


def forget(*, user: User) -> int:
    """Their password is another one: who guessed at the former, and where it was right, no longer matters."""
    return LoginLimit.objects.filter(account=_digest(user.email)).delete()[0]


def locked(users: Iterable[User]) -> dict[UUID, datetime]:
    """Which of these accounts take no password at the moment from where their owners have not been, by id, and until when."""
    ids = {_digest(user.email): user.pk for user in users}
    shut = LoginLimit.objects.filter(account__in=ids, place="", open_at__gt=timezone.now())
    return {ids[account]: open_at for account, open_at in shut.values_list("account", "open_at")}


def _attempt(email: str, network: str) -> Attempt:
    account = _digest(User.objects.normalize_email(email))
    seen_at = _digest(f"{account} {network}")
    is_known = LoginLimit.objects.filter(account=account, place=seen_at, forget_at__gt=timezone.now()).exists()
    return Attempt(account=account, seen_at=seen_at, place=seen_at if is_known else "")


def _limit(attempt: Attempt) -> QuerySet[LoginLimit]:
    return LoginLimit.objects.filter(account=attempt.account, place=attempt.place)


def _make(account: str, place: str, now: datetime, memory: timedelta) -> None:
    row = LoginLimit(account=account, place=place, open_at=now, forget_at=now + memory)
    LoginLimit.objects.bulk_create([row], ignore_conflicts=True)


def _open_again(now: datetime) -> Case:
    """By how many were wrong before this one."""
    free = When(failures__lt=FREE_ATTEMPTS - 1, then=Value(now))
    waits = [When(failures=FREE_ATTEMPTS - 1 + number, then=Value(now + wait)) for number, wait in enumerate(WAITS)]
    return Case(free, *waits, default=Value(now + WAITS[-1]))


def _seconds_until_open(limit: QuerySet[LoginLimit], now: datetime) -> int:
    open_at = limit.values_list("open_at", flat=True).first() or now
    return max(1, math.ceil((open_at - now).total_seconds()))


def _digest(text: str) -> str:
    return salted_hmac("accounts.login_limit", text, algorithm="sha256").hexdigest()
