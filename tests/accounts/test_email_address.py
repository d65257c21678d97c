"""An address is one mailbox, written one way."""

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.exceptions import InvalidAddress
from accounts.models import User
from accounts.services.email_address import clean_address
from tests.accounts.asking import register


def test_an_address_is_lower_case_and_ascii() -> None:
    assert clean_address("Ada@Bücher.Example.ORG") == "ada@xn--bcher-kva.example.org"


@pytest.mark.parametrize(
    "text",
    [
        *("", "ada", "ada@", "@example.org", "ada@example.org, evil@example.org", "ada@example.org\nBcc: evil@example.org"),
        *("ada@localhost", "Ada <ada@example.org>", "ad\u0430@example.org", "ada@example.org\u2028", "a" * 65 + "@example.org"),
        "ada@" + ".".join(["x" * 60] * 5) + ".org",
    ],
)
def test_what_is_not_an_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidAddress):
        clean_address(text)


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["ada@example.org, evil@example.org", "a@b", "x" * 300 + "@example.org", None, 5, ["a@example.org"]])
def test_the_api_says_which_field_is_wrong(client: Client, email: str) -> None:
    response = register(client, email)

    assert response.status_code == 400
    assert {error["pointer"] for error in response.json()["errors"]} == {"/email"}


@pytest.mark.django_db
def test_the_database_keeps_one_account_an_address(ada: User) -> None:
    with pytest.raises(IntegrityError):
        User(email="Ada@Example.org", name="Other").save()


def test_a_superuser_can_log_in_at_once(db: None) -> None:
    boss = User.objects.create_superuser("Boss@example.org", "secret")

    assert User.objects.get_by_natural_key("BOSS@example.org") == boss
    assert boss.is_staff
    assert boss.is_verified
