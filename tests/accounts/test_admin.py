"""Staff find people, add them, and cannot make two of one."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.conftest import PASSWORD


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("boss@example.org", PASSWORD, name="Boss"))
    return client


def test_people_can_be_found(staff: Client, ada: User, bob: User) -> None:
    page = staff.get(reverse("admin:accounts_user_changelist"), {"q": "lovelace", "is_verified__exact": "1"})

    assert ada.email in page.text
    assert bob.email not in page.text


def test_one_person_can_be_seen(staff: Client, ada: User) -> None:
    assert staff.get(reverse("admin:accounts_user_change", args=[ada.pk])).status_code == 200


def test_a_person_can_be_added(staff: Client) -> None:
    form = {"email": "Grace@Example.org", "name": "Grace", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}

    staff.post(reverse("admin:accounts_user_add"), form)

    assert User.objects.get(email="grace@example.org").check_password(PASSWORD)


def test_an_address_that_is_taken_is_refused(staff: Client, ada: User) -> None:
    form = {"email": "ADA@example.org", "name": "Ada", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}

    page = staff.post(reverse("admin:accounts_user_add"), form)

    assert "already" in page.text
    assert User.objects.filter(email__iexact=ada.email).count() == 1
