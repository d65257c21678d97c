"""Give a token to whoever knows the password of a verified address."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from knox.models import get_token_model
from knox.settings import knox_settings

from accounts.exceptions import EmailNotVerified, WrongCredentials
from accounts.models import User
from accounts.services import login_limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """The token is shown this once; the database keeps its hash."""

    token: str
    expires_at: datetime
    user: User


def log_in(*, email: str, password: str, network: str) -> Login:
    """A new token for this person, who asks from this network.

    Raises:
        TooManyAttempts: the password is not even looked at.
        WrongCredentials: no active person has this address and this password.
        EmailNotVerified: they do, but the address is not verified. Only who knows the password learns that.
    """
    attempt = login_limit.admit(email=email, network=network)
    user = User.objects.filter(email=User.objects.normalize_email(email)).first()
    if not _knows_password(user, password) or user is None or not user.is_active:
        raise WrongCredentials
    login_limit.forgive(attempt)
    if not user.is_verified:
        raise EmailNotVerified
    return _open_session(user)


def _knows_password(user: User | None, password: str) -> bool:
    if user is None:
        make_password(password)  # as long as a comparison takes: time does not tell who is known
        return False
    return user.check_password(password)


@transaction.atomic
def _open_session(user: User) -> Login:
    _make_room(user)
    session, token = get_token_model().objects.create(user=user)
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
    return Login(token=token, expires_at=session.expiry, user=user)


def _make_room(user: User) -> None:
    """The oldest tokens give way: a person who lost their devices must still be able to log in."""
    tokens = get_token_model().objects.filter(user=user).order_by("-created")
    surplus = tokens.values_list("pk", flat=True)[knox_settings.TOKEN_LIMIT_PER_USER - 1 :]
    get_token_model().objects.filter(pk__in=list(surplus)).delete()
