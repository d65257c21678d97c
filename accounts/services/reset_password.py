"""Take a new password from whoever has the link that was mailed to the owner."""

from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import QuerySet

from accounts.events import password_reset
from accounts.exceptions import InvalidLink
from accounts.models import Purpose, User
from accounts.services import codes, login_limit
from accounts.services.log_out import log_out_everywhere


def reset_password(*, uid: str, token: str, new_password: str) -> User:
    """The person, with their new password, a verified address, and logged out everywhere.

    Raises:
        InvalidLink: wrong, used or expired, or nobody's.
        ValidationError: Django's, if the password is too weak for this person; the link stays good.
    """
    validate_password(new_password, user=owner_of_link(uid=uid, token=token))
    # Hashed before the transaction, which on SQLite keeps every other writer waiting.
    return _change(uid, token, make_password(new_password))


def owner_of_link(*, uid: str, token: str) -> User:
    """Whose password this link changes.

    Raises:
        InvalidLink: as above.
    """
    return _find(User.objects.all(), uid, token)


@transaction.atomic
def _change(uid: str, token: str, password: str) -> User:
    """The link is looked at again with the person's row locked: of two that use it at once, the second finds it used."""
    user = _find(User.objects.select_for_update(), uid, token)
    user.password = password
    user.is_verified = True
    user.save(update_fields=["password", "is_verified"])
    for purpose in Purpose:
        codes.use_up(user=user, purpose=purpose)
    login_limit.forget(user=user)
    log_out_everywhere(user=user)
    password_reset.send(sender=User, user=user)
    return user


def _find(people: QuerySet[User], uid: str, token: str) -> User:
    user = people.filter(pk=_as_id(uid), is_active=True).first()
    if user is None or not default_token_generator.check_token(user, token):
        raise InvalidLink
    return user


def _as_id(uid: str) -> UUID:
    try:
        return UUID(uid)
    except ValueError as error:
        raise InvalidLink from error
