"""Newsletters over HTTP."""

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from background.models import MailMessage, Newsletter
from tests.background.api.conftest import client_of, person

URL = "/api/v1/newsletters/"
DRAFT = {"subject": "News", "html": "<p onclick='x()'>Hi {{ name }}</p>"}
TO_ADA = {"recipients": [{"email": "ada@example.org", "context": {"name": "Ada"}}, {"email": "nobody"}]}


@pytest.fixture
def as_editor() -> APIClient:
    return client_of(person("editor", "view_mail", "operate_mail"))


@pytest.fixture
def place(as_editor: APIClient) -> str:
    """Where a new draft is."""
    return str(as_editor.post(URL, DRAFT)["Location"])


def test_a_draft_is_composed_cleaned_and_changed(as_editor: APIClient) -> None:
    made = as_editor.post(URL, DRAFT)
    changed = as_editor.patch(made["Location"], {"subject": "Better news"})

    assert (made.status_code, made.json()["html"], made.json()["state"]) == (201, "<p>Hi {{ name }}</p>", "draft")
    assert (changed.status_code, changed.json()["subject"], changed.json()["html"]) == (200, "Better news", "<p>Hi {{ name }}</p>")
    assert as_editor.get(made["Location"]).json() == changed.json()


def test_a_subject_of_two_lines_is_refused(as_editor: APIClient, place: str) -> None:
    two_lines = {"subject": "News\r\nBcc: evil@example.org"}

    answers = [as_editor.post(URL, DRAFT | two_lines), as_editor.patch(place, two_lines)]

    assert [(answer.status_code, answer.json()["errors"][0]["code"]) for answer in answers] == [(400, "not_one_line")] * 2


def test_a_subject_has_the_signs_that_people_write(as_editor: APIClient) -> None:
    subject = "5\u00a0€ for 👨\u200d👩\u200d👧, نمی\u200cبینم"

    made = as_editor.post(URL, DRAFT | {"subject": subject})

    assert (made.status_code, made.json().get("subject")) == (201, subject)


def test_it_is_sent_to_those_who_are_named(as_editor: APIClient, place: str) -> None:
    answer = as_editor.post(f"{place}send/", TO_ADA)

    body = answer.json()
    assert (answer.status_code, answer["Location"], answer["Retry-After"]) == (202, place, "2")
    assert body["state"] == "sending"
    assert body["recipients"] == {"accepted": 1, "suppressed": 0, "duplicates": 0, "invalid": [{"index": 1, "code": "invalid_email"}]}
    assert body["progress"] == {"total": 1, "sent": 0, "failed": 0, "suppressed": 0, "waiting": 1, "percent": 0}
    assert as_editor.get(f"/api/v1/batches/{body['batch']}/").status_code == 200


def test_a_list_of_nobody_leaves_it_a_draft(as_editor: APIClient, place: str) -> None:
    refused = as_editor.post(f"{place}send/", {"recipients": [{"email": "not an address"}, 7]}, format="json")
    mended = as_editor.post(f"{place}send/", TO_ADA)

    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"], error["code"]) == (400, "/recipients", "invalid")
    assert error["detail"] == "none of the 2 recipients can be mailed to; the first, at 0, is invalid_email"
    assert mended.status_code == 202


def test_it_is_sent_at_a_time_paused_resumed_and_called_off(as_editor: APIClient, place: str) -> None:
    states = [
        as_editor.post(f"{place}{order}/", body).json()["state"]
        for order, body in (("send", {**TO_ADA, "run_at": "2099-01-01T00:00:00Z"}), ("pause", {}), ("resume", {}), ("cancel", {}))
    ]

    assert states == ["scheduled", "paused", "scheduled", "cancelled"]
    assert MailMessage.objects.get().state == "failed"


def test_what_does_not_fit_its_state_is_a_conflict(as_editor: APIClient, place: str) -> None:
    before = [as_editor.post(f"{place}{order}/").status_code for order in ("pause", "resume", "cancel")]
    as_editor.post(f"{place}send/", TO_ADA)
    after = as_editor.post(f"{place}send/", TO_ADA)

    assert before == [409, 409, 409]
    assert (after.status_code, after.json()["code"]) == (409, "wrong_state")
    assert as_editor.patch(place, {"subject": "Too late"}).status_code == 409


def test_a_request_that_is_sent_again_sends_it_once(as_editor: APIClient, place: str) -> None:
    first, again = (as_editor.post(f"{place}send/", TO_ADA, headers={"Idempotency-Key": "monday"}) for _ in range(2))

    assert first.json() == again.json()
    assert MailMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"subject": "", "html": "x"}, "/subject"),
        ({"subject": "a\u2028b", "html": "x"}, "/subject"),
        ({"subject": "News"}, "/html"),
        ({"subject": "News", "html": "<script>alert(1)</script><p> </p>"}, "/html"),
        ({**DRAFT, "state": "sent"}, "/state"),
    ],
)
def test_a_bad_draft_is_refused(as_editor: APIClient, body: dict[str, str], pointer: str) -> None:
    answer = as_editor.post(URL, body)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)
    assert not Newsletter.objects.exists()


def test_they_are_listed_by_state(as_editor: APIClient, place: str) -> None:
    as_editor.post(f"{place}send/", TO_ADA)
    as_editor.post(URL, DRAFT)

    assert [row["state"] for row in as_editor.get(URL).json()["results"]] == ["draft", "sending"]
    assert [row["state"] for row in as_editor.get(URL, {"state": "sending"}).json()["results"]] == ["sending"]
    assert as_editor.get(URL, {"state": "lost"}).status_code == 400


def test_how_far_they_are_is_counted_together(as_editor: APIClient, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    def queries() -> int:
        with django_assert_max_num_queries(20) as captured:
            as_editor.get(URL)
        return len(captured)

    as_editor.post(f"{as_editor.post(URL, DRAFT)['Location']}send/", TO_ADA)
    of_one = queries()
    for _ in range(4):
        as_editor.post(f"{as_editor.post(URL, DRAFT)['Location']}send/", TO_ADA)

    assert queries() == of_one
    assert [row["progress"]["waiting"] for row in as_editor.get(URL).json()["results"]] == [1] * 5


def test_looking_and_sending_are_rights_of_their_own(as_ada: APIClient, place: str) -> None:
    viewer = client_of(person("viewer", "view_mail"))

    assert [client.get(place).status_code for client in (as_ada, viewer)] == [403, 200]
    assert [client.post(f"{place}send/", TO_ADA).status_code for client in (as_ada, viewer)] == [403, 403]


def test_who_may_not_see_them_composes_and_is_shown_no_other(place: str) -> None:
    operator = client_of(person("operator", "operate_mail"))

    composed = operator.post(URL, DRAFT)
    others = [operator.patch(place, {}), *(operator.post(f"{place}{order}/") for order in ("send", "pause", "resume", "cancel"))]

    assert composed.status_code == 201
    assert [answer.status_code for answer in others] == [403] * 5
    assert Newsletter.objects.get(pk=place.split("/")[-2]).state == "draft"
