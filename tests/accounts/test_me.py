"""People see themselves and change what is theirs to change."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from background.constants import JobName
from background.models import JobRecord

pytestmark = pytest.mark.django_db


def patch(client: Client, **body: object) -> Any:
    return client.patch("/api/v1/accounts/me/", body, content_type="application/json")


def test_people_see_themselves(client: Client, ada: User) -> None:
    client.force_login(ada)

    answer = client.get("/api/v1/accounts/me/").json()

    assert set(answer) == {"id", "email", "name", "is_verified", "locale", "created_at"}
    assert (answer["email"], answer["locale"]) == ("ada@example.org", "en")
    assert answer["created_at"].endswith("Z")


def test_name_and_locale_can_be_changed(client: Client, ada: User) -> None:
    client.force_login(ada)

    answer = patch(client, name="Augusta Ada King", locale="IT").json()

    assert (answer["name"], answer["locale"]) == ("Augusta Ada King", "it")


@pytest.mark.parametrize("field", ["id", "email", "is_verified", "created_at", "is_staff", "is_superuser", "password"])
def test_nothing_else_can(client: Client, ada: User, field: str) -> None:
    client.force_login(ada)
    before = User.objects.values().get()

    response = patch(client, **{field: "x"})

    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == [f"/{field}"]
    assert User.objects.values().get() == before


@pytest.mark.parametrize("name", ["Ada\r\nBcc: x@example.org", "A\u2028B", "A\u2029B", "A\x85B", "A\x1bB", "A\u202eB", "x" * 151, "", " "])
def test_a_name_cannot_break_a_header(client: Client, ada: User, name: str) -> None:
    client.force_login(ada)

    response = patch(client, name=name)

    assert response.json()["errors"][0]["pointer"] == "/name"


def test_names_of_all_scripts_are_fine(client: Client, ada: User) -> None:
    client.force_login(ada)

    assert patch(client, name="Σωκράτης \u062d\u200c\u062d 👩\u200d🔬 Nguyễn").status_code == 200


@pytest.mark.parametrize("locale", ["tlh", "pt-br", "it-it", "", "../it"])
def test_an_unknown_language_is_refused(client: Client, ada: User, locale: str) -> None:
    client.force_login(ada)

    (error,) = patch(client, locale=locale).json()["errors"]

    assert error["pointer"] == "/locale"
    assert locale == "" or (error["code"], "en, it" in error["detail"]) == ("unknown_locale", True)


@pytest.mark.django_db(transaction=True)
def test_mails_are_written_in_the_language_that_one_has_chosen(client: Client, ada: User) -> None:
    client.force_login(ada)
    patch(client, locale="it")

    client.post("/api/v1/accounts/password-reset/", {"email": ada.email}, "application/json")

    assert '"locale":"it"' in JobRecord.objects.get(name=JobName.SEND_PASSWORD_RESET_EMAIL).payload


def test_strangers_are_nobody(client: Client, db: None) -> None:
    response = client.get("/api/v1/accounts/me/")

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"
    assert response.json()["code"] == "not_authenticated"
