"""Suppressed addresses over HTTP."""

import pytest
from django.contrib.admin.models import LogEntry
from rest_framework.test import APIClient

from background.constants import MailStream, SuppressionReason
from background.mail.suppressions import suppress, why_suppressed
from background.models import Suppression
from tests.background.api.conftest import client_of, person

URL = "/api/v1/suppressions/"


@pytest.fixture
def as_staff() -> APIClient:
    return client_of(person("staff", "view_mail", "operate_mail"))


def test_an_address_is_suppressed_once_and_somebody_answers_for_it(as_staff: APIClient) -> None:
    first = as_staff.post(URL, {"address": "Ada@Example.org", "detail": "asked by phone"})
    again = as_staff.post(URL, {"address": "ada@example.org"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() | {"since": "", "id": 0} == {
        "id": 0,
        "address": "ada@example.org",
        "reason": "manual",
        "detail": "asked by phone",
        "since": "",
    }
    assert why_suppressed("ada@example.org", MailStream.TRANSACTIONAL) is SuppressionReason.MANUAL
    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.change_message) == ("ada@example.org (manual)", "Suppressed by hand")


def test_the_list_is_paged_and_filtered(as_staff: APIClient) -> None:
    for number in range(5):
        suppress(f"user{number}@example.org", SuppressionReason.COMPLAINT)
    suppress("user3@example.org", SuppressionReason.UNSUBSCRIBE)

    first = as_staff.get(URL, {"limit": 4}).json()
    second = as_staff.get(first["next"]).json()
    back = as_staff.get(second["previous"]).json()

    assert [row["address"][4] for row in first["results"] + second["results"]] == ["3", "4", "3", "2", "1", "0"]
    assert (second["next"], back["results"], back["previous"]) == (None, first["results"], None)
    assert [row["reason"] for row in as_staff.get(URL, {"address": "USER3@example.org"}).json()["results"]] == ["unsubscribe", "complaint"]
    assert len(as_staff.get(URL, {"reason": "complaint"}).json()["results"]) == 5


def test_it_is_taken_away_for_one_reason_or_for_all(as_staff: APIClient) -> None:
    for reason in SuppressionReason:
        suppress("ada@example.org", reason)
    number = Suppression.objects.get(reason="complaint").pk

    statuses = [
        as_staff.delete(f"{URL}{number}/").status_code,
        as_staff.delete(f"{URL}?address=ada@example.org&reason=manual").status_code,
        as_staff.delete(f"{URL}?address=ada@example.org&reason=manual").status_code,
        as_staff.delete(f"{URL}?address=ada@example.org").status_code,
    ]

    assert statuses == [204, 204, 404, 204]
    assert not Suppression.objects.exists()
    assert LogEntry.objects.count() == 4


@pytest.mark.parametrize(
    ("query", "pointer"), [({"reason": "mood"}, "/reason"), ({"cursor": "x"}, "/cursor"), ({"limit": "0"}, "/limit"), ({"q": "a"}, "/q")]
)
def test_a_bad_filter_is_refused(as_staff: APIClient, query: dict[str, str], pointer: str) -> None:
    answer = as_staff.get(URL, query)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    "body", [{"address": "ada@example.org, eve@example.org"}, {"address": ""}, {"address": "a@b.org", "reason": "x"}, {}]
)
def test_what_is_no_address_is_refused(as_staff: APIClient, body: dict[str, str]) -> None:
    assert as_staff.post(URL, body).status_code == 400
    assert not Suppression.objects.exists()


def test_deleting_nothing_in_particular_is_refused(as_staff: APIClient) -> None:
    suppress("ada@example.org", SuppressionReason.MANUAL)

    assert as_staff.delete(URL).status_code == 400
    assert Suppression.objects.exists()


def test_seeing_and_changing_are_rights_of_their_own(as_ada: APIClient) -> None:
    viewer, operator = client_of(person("viewer", "view_mail")), client_of(person("operator", "operate_mail"))

    assert [client.get(URL).status_code for client in (as_ada, viewer, operator)] == [403, 200, 403]
    assert [client.post(URL, {"address": "a@example.org"}).status_code for client in (as_ada, viewer, operator)] == [403, 403, 201]
