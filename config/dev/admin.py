"""The administrator of a development database, with a new password at every start."""

import secrets
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model

EMAIL = "admin@example.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What to type at `/admin/`."""

    email: str
    password: str = field(repr=False)


def make_admin() -> Login:
    login = Login(email=EMAIL, password=secrets.token_urlsafe(12))
    users = get_user_model()
    admin = users.objects.filter(email=EMAIL).first() or users(email=EMAIL, name="Admin")
    admin.is_staff = admin.is_superuser = admin.is_active = admin.is_verified = True
    admin.set_password(login.password)
    admin.save()
    return login
