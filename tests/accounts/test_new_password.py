"""A new password, whoever sets it, ends the tokens that the former one gave."""

from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.accounts.asking import log_in, me
from tests.accounts.conftest import PASSWORD

NEW = "copper-meadow-58"


def by_themselves(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    admin = Client()
    admin.force_login(ada)
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert admin.post("/admin/password_change/", form).status_code == 302
    assert admin.get("/admin/").status_code == 200


def by_staff(ada: User) -> None:
    staff = Client()
    staff.force_login(User.objects.create_superuser("boss@example.org", PASSWORD, name="Boss"))
    form = {"usable_password": "true", "password1": NEW, "password2": NEW}
    assert staff.post(f"/admin/accounts/user/{ada.pk}/password/", form).status_code == 302


def by_the_command(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
    call_command("changepassword", ada.email)


@pytest.mark.parametrize("change", [by_themselves, by_staff, by_the_command])
def test_tokens_end_wherever_it_is_changed(
    client: Client, ada: User, bob: User, change: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.update(is_verified=True)
    tokens = [log_in(client, user.email).json()["token"] for user in (ada, bob)]

    change(ada, *([monkeypatch] if change is by_the_command else []))

    assert [me(client, token) for token in tokens] == [401, 200]
    assert log_in(client, ada.email, NEW).status_code == 200


def test_a_hash_that_is_made_anew_at_a_login_ends_nothing(client: Client, ada: User, settings: Settings) -> None:
    former = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, former]
    token = log_in(client, ada.email).json()["token"]
    User.objects.filter(pk=ada.pk).update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))

    assert log_in(client, ada.email).status_code == 200
    assert not User.objects.get(pk=ada.pk).password.startswith("pbkdf2_sha256")
    assert me(client, token) == 200


def test_another_name_ends_nothing(client: Client, ada: User) -> None:
    token = log_in(client, ada.email).json()["token"]

    ada.name = "Ada King"
    ada.save()

    assert me(client, token) == 200
