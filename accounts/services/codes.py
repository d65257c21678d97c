"""Make the codes that are mailed, and count the guesses at them."""

import secrets
from datetime import timedelta

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import EmailCode, Purpose, User

DIGITS = 6
LIFETIME = timedelta(minutes=10)
GUESSES = 5
GUESSES_A_DAY = 15
"""At all codes of a day together: who asks for another code gets no endless number of guesses."""
COOLDOWN = timedelta(seconds=60)
CODES_A_DAY = 10
A_DAY = timedelta(days=1)


def may_issue(*, user: User, purpose: Purpose) -> bool:
    """Whether the last code is old enough, and the day has room for another and for guesses at it. Ask with the user's row locked."""
    of_the_day = _of_the_day(user, purpose)
    if of_the_day.filter(created_at__gt=timezone.now() - COOLDOWN).exists():
        return False
    return of_the_day.count() < CODES_A_DAY and _guesses(of_the_day) < GUESSES_A_DAY


def issue(*, user: User, purpose: Purpose) -> str:
    """A new code, which uses up every older one. It is returned as text once, and kept as a digest."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    use_up(user=user, purpose=purpose)
    note(user=user, purpose=purpose, code=code, lifetime=LIFETIME)
    return code


def note(*, user: User, purpose: Purpose, code: str, lifetime: timedelta) -> EmailCode:
    """Write down that this code, or the token of a link, is mailed to them; what is older than a day counts no more, and goes."""
    EmailCode.objects.filter(user=user, purpose=purpose, created_at__lte=timezone.now() - A_DAY).delete()
    now, before = timezone.now(), _guesses(_of_the_day(user, purpose))
    marked = digest(user, purpose, code)
    return EmailCode.objects.create(
        user=user, purpose=purpose, digest=marked, guesses_before=before, created_at=now, expires_at=now + lifetime
    )


def use_up(*, user: User, purpose: Purpose) -> int:
    """No code that was made before is good any more; how many had been."""
    return EmailCode.objects.filter(user=user, purpose=purpose, used_at=None).update(used_at=timezone.now())


def guess(*, user: User, purpose: Purpose, code: str) -> EmailCode | None:
    """The code's row if the guess is right, counted either way.

    One conditional UPDATE counts, so parallel guesses cannot share a count and the sixth never gets to compare.
    """
    latest = EmailCode.objects.filter(user=user, purpose=purpose).first()
    if latest is None:
        return None
    still_open = EmailCode.objects.filter(pk=latest.pk, used_at=None, expires_at__gt=timezone.now())
    has_guesses = Q(guesses__lt=GUESSES) & Q(guesses__lt=GUESSES_A_DAY - F("guesses_before"))
    counted = still_open.filter(has_guesses).update(guesses=F("guesses") + 1)
    right = constant_time_compare(latest.digest, digest(user, purpose, code))
    return latest if counted and right else None


def use(*, code: EmailCode) -> bool:
    """Whether the code had not been used before; of parallel users exactly one is told so."""
    return EmailCode.objects.filter(pk=code.pk, used_at=None).update(used_at=timezone.now()) == 1


def digest(user: User, purpose: Purpose, code: str) -> str:
    """Keyed with the secret key and bound to the user and the purpose: a million codes are soon tried against a plain hash."""
    return salted_hmac("accounts.email_code", f"{purpose}:{user.pk}:{code}", algorithm="sha256").hexdigest()


def _of_the_day(user: User, purpose: Purpose) -> QuerySet[EmailCode]:
    return EmailCode.objects.filter(user=user, purpose=purpose, created_at__gt=timezone.now() - A_DAY)


def _guesses(made: QuerySet[EmailCode]) -> int:
    """Exact once `use_up` was called: a code out of use takes no more guesses."""
    return made.aggregate(number=Sum("guesses"))["number"] or 0
