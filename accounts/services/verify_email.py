"""Believe that an address is someone's who read the code that was sent there."""

from django.db import transaction

from accounts.exceptions import InvalidCode
from accounts.models import EmailCode, Purpose, User
from accounts.services import codes


def verify_email(*, email: str, otp: str) -> User:
    """The person, verified from now on.

    Raises:
        InvalidCode: unknown address, or a wrong, used, expired or exhausted code.
    """
    user = User.objects.filter(email=User.objects.normalize_email(email), is_active=True).first()
    # Not in one transaction with what follows: a guess stays counted whatever comes after it.
    code = codes.guess(user=user, purpose=Purpose.VERIFY, code=otp) if user else None
    if user is None or code is None:
        raise InvalidCode
    return _believe(user, code)


@transaction.atomic
def _believe(user: User, code: EmailCode) -> User:
    """With the person's row locked: someone who registers the address anew in this very moment takes the code out of use."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not codes.use(code=code):
        raise InvalidCode
    user.is_verified = True
    user.save(update_fields=["is_verified"])
    return user
