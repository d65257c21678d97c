"""Who may change people cannot make a superuser of anybody, nor of themselves."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.conftest import PASSWORD


@pytest.fixture
def helpdesk(db: None) -> Client:
    """Logged in as somebody whose only rights are to see and to change people."""
    user = User.objects.create_user("help@example.org", PASSWORD, name="Help", is_staff=True, is_verified=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    client = Client()
    client.force_login(user)
    return client


def test_who_may_change_people_gives_nobody_rights(helpdesk: Client, ada: User) -> None:
    form = {"email": ada.email, "name": "Ada King", "locale": "en", "is_active": "on", "is_staff": "on", "is_superuser": "on"}

    answer = helpdesk.post(reverse("admin:accounts_user_change", args=[ada.pk]), form)

    ada.refresh_from_db()
    assert (answer.status_code, ada.name, ada.is_staff, ada.is_superuser) == (302, "Ada King", False, False)


def test_only_superusers_change_superusers(helpdesk: Client) -> None:
    boss = User.objects.create_superuser("boss@example.org", PASSWORD, name="Boss")
    form = {"usable_password": "true", "password1": "copper-meadow-58", "password2": "copper-meadow-58"}

    taken = helpdesk.post(reverse("admin:auth_user_password_change", args=[boss.pk]), form)
    renamed = helpdesk.post(
        reverse("admin:accounts_user_change", args=[boss.pk]), {"email": "help2@example.org", "name": "Me", "locale": "en"}
    )

    boss.refresh_from_db()
    assert (taken.status_code, renamed.status_code, boss.email) == (403, 403, "boss@example.org")
    assert boss.check_password(PASSWORD)
