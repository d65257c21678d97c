"""Believe that an address is someone's who read the code, or has the link, that was sent there."""

from django.db import transaction

from accounts.exceptions import InvalidCode
from accounts.models import EmailCode, Purpose, User
from accounts.services import codes
from accounts.services.verification_link import owner_of_token


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
def verify_email_by_link(*, token: str) -> User:
    """The person, verified from now on. Of two that use a link at once, the second finds it used.

    Raises:
        InvalidLink: wrong, used or expired.
    """
    user = owner_of_token(people=User.objects.select_for_update(), token=token)
    codes.use_up(user=user, purpose=Purpose.VERIFY)
    return _verified(user)


@transaction.atomic
def _believe(user: User, code: EmailCode) -> User:
    """With the person's row locked: someone who registers the address anew in this very moment takes the code out of use."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not codes.use(code=code):
        raise InvalidCode
    return _verified(user)


def _verified(user: User) -> User:
    user.is_verified = True
    user.save(update_fields=["is_verified"])
    return user
