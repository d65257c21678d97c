"""The link that verifies an address: good once, for three days, and for the account as it was when the link was made."""

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.exceptions import InvalidLink
from accounts.models import User
from accounts.services.links import verification_link as link_to

LIFETIME = timedelta(days=3)

_SALT = "accounts.verification_link"


def verification_link(*, user: User) -> str:
    """As it is mailed to them."""
    return link_to(token=signing.dumps({"user": str(user.pk), "state": _state(user)}, salt=_SALT))


def owner_of_token(*, people: QuerySet[User], token: str) -> User:
    """Whose address it verifies.

    Raises:
        InvalidLink: wrong, used or expired, or the account was registered anew since, perhaps by somebody else.
    """
    try:
        content = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature as error:
        raise InvalidLink from error
    user = people.filter(pk=UUID(content["user"]), is_active=True).first()
    if user is None or not constant_time_compare(content["state"], _state(user)):
        raise InvalidLink
    return user


def _state(user: User) -> str:
    """Changes when the address is verified, and when a newcomer's password replaces the former: the link must not verify theirs."""
    return salted_hmac(_SALT, f"{user.email} {user.is_verified} {user.password}", algorithm="sha256").hexdigest()[:32]
