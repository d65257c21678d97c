"""Make the codes that are mailed, and count the guesses at them."""

import secrets
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import EmailCode, Purpose, User

DIGITS = 6
LIFETIME = timedelta(minutes=10)
GUESSES = 5
COOLDOWN = timedelta(seconds=60)
CODES_A_DAY = 10


def may_issue(*, user: User, purpose: Purpose) -> bool:
    """Whether the last code is old enough and the day's number is not reached. Ask with the user's row locked."""
    now = timezone.now()
    made = EmailCode.objects.filter(user=user, purpose=purpose)
    if made.filter(created_at__gt=now - COOLDOWN).exists():
        return False
    return made.filter(created_at__gt=now - timedelta(days=1)).count() < CODES_A_DAY


def issue(*, user: User, purpose: Purpose) -> str:
    """A new code, which uses up every older one. It is returned as text once, and kept as a digest."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    use_up(user=user, purpose=purpose)
    note(user=user, purpose=purpose, code=code, lifetime=LIFETIME)
    return code


def note(*, user: User, purpose: Purpose, code: str, lifetime: timedelta) -> EmailCode:
    """Write down that this code, or the token of a link, is mailed to them."""
    now = timezone.now()
    return EmailCode.objects.create(
        user=user, purpose=purpose, digest=digest(user, purpose, code), created_at=now, expires_at=now + lifetime
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
    still_open = EmailCode.objects.filter(pk=latest.pk, used_at=None, guesses__lt=GUESSES, expires_at__gt=timezone.now())
    counted = still_open.update(guesses=F("guesses") + 1)
    right = constant_time_compare(latest.digest, digest(user, purpose, code))
    return latest if counted and right else None


def use(*, code: EmailCode) -> bool:
    """Whether the code had not been used before; of parallel users exactly one is told so."""
    return EmailCode.objects.filter(pk=code.pk, used_at=None).update(used_at=timezone.now()) == 1


def digest(user: User, purpose: Purpose, code: str) -> str:
    """Keyed with the secret key and bound to the user and the purpose: a million codes are soon tried against a plain hash."""
    return salted_hmac("accounts.email_code", f"{purpose}:{user.pk}:{code}", algorithm="sha256").hexdigest()
