"""Mails over HTTP: send some, see what became of them, and nothing of other people's."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from redis import Redis
from rest_framework.test import APIClient

from accounts.models import User
from background.constants import MailState
from background.engine.envelope import new_ids
from background.engine.secret import Secret
from background.mail import messages
from background.mail.draft import Draft
from background.models import JobRecord, MailEvent, MailMessage
from background.queues.email.queue import EmailQueue
from tests.background.api.conftest import client_of, person
from tests.background.worker import run_all

EMAILS = "/api/v1/emails/"
HELLO = {"to": ["ada@example.org"], "subject": "Hello", "text": "Hi <b>", "html": "<p>Hi</p>"}


@pytest.fixture
def as_postmaster() -> APIClient:
    return client_of(person("postmaster", "operate_mail", "view_mail"))


def _codes(answer: Any) -> list[tuple[str, str]]:
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


def test_each_recipient_gets_a_message_and_a_job_of_their_own(as_postmaster: APIClient, mailoutbox: list[Any]) -> None:
    answer = as_postmaster.post(EMAILS, HELLO | {"to": ["ada@example.org", "Bob@Example.org", "ADA@example.org"]})
    run_all("email")

    made = answer.json()["results"]
    assert (answer.status_code, answer["Retry-After"]) == (202, "2")
    assert [mail["state"] for mail in made] == ["queued", "queued"]
    assert answer["Location"] == made[0]["job"]
    assert sorted(mail.to for mail in mailoutbox) == [["Bob@example.org"], ["ada@example.org"]]
    assert {mail.extra_headers["Message-ID"] for mail in mailoutbox} == {f"<{mail['message_id']}>" for mail in made}
    assert all((mail.subject, mail.body) == ("Hello", "Hi <b>") for mail in mailoutbox)


def test_text_alone_is_shown_as_html_too(as_postmaster: APIClient, mailoutbox: list[Any]) -> None:
    as_postmaster.post(EMAILS, {"to": ["ada@example.org"], "subject": "Hello", "text": "1 < 2\n\nbye"})
    run_all("email")

    (mail,) = mailoutbox
    assert (mail.body, mail.alternatives[0].content) == ("1 < 2\n\nbye", "<p>1 &lt; 2</p>\n\n<p>bye</p>")


def test_a_template_says_it(as_postmaster: APIClient, mailoutbox: list[Any]) -> None:
    answer = as_postmaster.post(EMAILS, {"to": ["ada@example.org"], "template": "password_changed", "context": {"customer_name": "Ada"}})
    run_all("email")

    assert answer.status_code == 202
    assert "Ada" in mailoutbox[0].body
    assert as_postmaster.get(f"{EMAILS}{answer.json()['results'][0]['id']}/").json()["template"] == "password_changed"


def test_an_unknown_template_is_answered_by_those_that_there_are_once(as_postmaster: APIClient) -> None:
    answer = as_postmaster.post(EMAILS, {"to": ["ada@example.org"], "template": "otp", "context": {}})

    (error,) = answer.json()["errors"]
    assert error["detail"].startswith("There is no template 'otp' to mail; there are already_registered, ")
    assert error["detail"].count("already_registered") == 1


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (HELLO | {"to": ["ada@example.org", "nobody"]}, ("/to/1", "invalid_address")),
        (HELLO | {"to": ["a@example.org, evil@example.org"]}, ("/to/0", "invalid_address")),
        (HELLO | {"to": ["ada@example.org\nBcc: evil@example.org"]}, ("/to/0", "invalid_address")),
        (HELLO | {"to": []}, ("/to", "min_length")),
        (HELLO | {"to": [f"a{n}@example.org" for n in range(51)]}, ("/to", "max_length")),
        (HELLO | {"subject": "Hi\r\nBcc: evil@example.org"}, ("/subject", "not_one_line")),
        (HELLO | {"subject": "Hi\u2028there"}, ("/subject", "not_one_line")),
        (HELLO | {"subject": "s" * 201}, ("/subject", "max_length")),
        (HELLO | {"html": "x" * 70_000}, ("/html", "too_large")),
        ({"to": ["ada@example.org"], "subject": "Hi", "text": "x" * 70_000}, ("/text", "too_large")),
        (HELLO | {"template": "password_changed"}, ("", "contradiction")),
        (HELLO | {"from": "evil@example.org"}, ("/from", "unknown_field")),
        ({"to": ["ada@example.org"], "subject": "Hi"}, ("", "required")),
        ({"to": ["ada@example.org"], "context": {}}, ("/template", "required")),
        ({"to": ["ada@example.org"], "template": "../../etc/passwd"}, ("/template", "invalid_choice")),
        ({"to": ["ada@example.org"], "template": "otp", "context": {"otp": "1"}}, ("/template", "invalid_choice")),
        ({"to": ["ada@example.org"], "template": "password_changed", "context": {}}, ("/context", "missing_context")),
        (
            {"to": ["ada@example.org"], "template": "regular", "context": {"message": "x", "subject": "\n"}},
            ("/context", "invalid_context"),
        ),
    ],
)
def test_what_cannot_be_mailed_is_refused_whole_and_says_where(
    as_postmaster: APIClient, redis: Redis, body: dict[str, Any], fault: tuple[str, str]
) -> None:
    answer = as_postmaster.post(EMAILS, body)

    assert (answer.status_code, _codes(answer)) == (400, [fault])
    assert (MailMessage.objects.count(), JobRecord.objects.count(), redis.keys("rq:job:*")) == (0, 0, [])


def test_a_template_that_there_is_not_is_answered_with_those_that_there_are(as_postmaster: APIClient) -> None:
    answer = as_postmaster.post(EMAILS, {"to": ["ada@example.org"], "template": "nowhere"})

    assert "there are already_registered, password_changed, regular" in answer.json()["errors"][0]["detail"]


def test_a_request_that_is_sent_again_mails_once(as_postmaster: APIClient, mailoutbox: list[Any]) -> None:
    first, again = (as_postmaster.post(EMAILS, HELLO, headers={"Idempotency-Key": "k"}) for _ in range(2))
    run_all("email")

    assert (first.json(), again["Idempotency-Replayed"], len(mailoutbox)) == (again.json(), "true", 1)


def test_sending_needs_the_right_to(as_ada: APIClient) -> None:
    assert as_ada.post(EMAILS, HELLO).status_code == 403
    assert APIClient().post(EMAILS, HELLO).status_code == 401


def test_a_mail_tells_what_happened_to_it(as_postmaster: APIClient) -> None:
    mail_id = as_postmaster.post(EMAILS, HELLO).json()["results"][0]["id"]
    run_all("email")
    opened = MailEvent(mail_id=UUID(mail_id), provider="brevo", event_id="1", type="opened", at=timezone.now())
    opened.save()

    answer = as_postmaster.get(f"{EMAILS}{mail_id}/")

    mail = answer.json()
    assert set(mail) == {
        *("id", "to", "subject", "template", "stream", "state", "reason", "message_id", "created_at", "sent_at", "events", "job"),
    }
    assert [event["type"] for event in mail["events"]] == ["queued", "sent", "opened"]
    assert (mail["to"], mail["subject"], mail["state"], mail["job"]) == ("ada@example.org", "Hello", "sent", f"/api/v1/jobs/{mail_id}/")
    assert as_postmaster.get(f"{EMAILS}{mail_id}/", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_subject_of_a_secret_mail_is_not_shown(as_postmaster: APIClient) -> None:
    handle = EmailQueue().add_otp_email_job(email="ada@example.org", customer_name="Ada", otp=Secret("042137"))
    run_all("email")

    answer = as_postmaster.get(f"{EMAILS}{handle.id}/")

    assert (answer.json()["subject"], b"042137" in answer.content) == (None, False)


def test_people_see_the_mails_of_their_own_jobs(as_ada: APIClient, as_grace: APIClient, ada: User) -> None:
    handle = EmailQueue(owner=ada.pk).add_welcome_email_job(email="ada@example.org", customer_name="Ada")
    EmailQueue().add_welcome_email_job(email="ada@example.org", customer_name="Ada")

    assert [mail["id"] for mail in as_ada.get(EMAILS).json()["results"]] == [handle.id]
    assert as_ada.get(f"{EMAILS}{handle.id}/").status_code == 200
    assert as_grace.get(EMAILS).json()["results"] == []
    theirs, nobodys = (as_grace.get(f"{EMAILS}{mail_id}/") for mail_id in (handle.id, uuid4()))
    assert (theirs.status_code, theirs.json()["detail"]) == (404, nobodys.json()["detail"])


def _mails(number: int, **changes: Any) -> list[str]:
    ids = new_ids(number)
    messages.accept_many([Draft(**{"id": UUID(one), "recipient": "ada@example.org", **changes}) for one in ids])
    return list(ids)


def test_filters_narrow_the_list_and_a_bad_one_is_refused(as_postmaster: APIClient) -> None:
    (welcome,), (other,) = _mails(1, template="welcome"), _mails(1, recipient="bob@example.org")
    MailMessage.objects.filter(pk=other).update(state=MailState.BOUNCED)

    def found(**query: str) -> list[str]:
        return [mail["id"] for mail in as_postmaster.get(EMAILS, query).json()["results"]]

    assert found() == [other, welcome]
    assert found(state="bounced") == found(recipient="BOB@example.org") == [other]
    assert found(template="welcome") == found(state="queued", stream="transactional") == [welcome]
    assert found(stream="bulk") == found(since=(timezone.now() + timedelta(hours=1)).isoformat()) == []
    assert len(found(since=(timezone.now() - timedelta(hours=1)).isoformat())) == 2
    for query in ({"state": "lost"}, {"sort": "id"}, {"since": "yesterday"}, {"cursor": "x"}, {"limit": "101"}):
        assert as_postmaster.get(EMAILS, query).status_code == 400


def test_pages_follow_each_other_both_ways(as_postmaster: APIClient) -> None:
    ids = _mails(7)[::-1]

    first = as_postmaster.get(EMAILS, {"limit": 3}).json()
    second = as_postmaster.get(first["next"]).json()
    third = as_postmaster.get(second["next"]).json()
    back = as_postmaster.get(third["previous"]).json()

    assert [[mail["id"] for mail in page["results"]] for page in (first, second, third, back)] == [ids[:3], ids[3:6], ids[6:], ids[3:6]]
    assert (first["previous"], third["next"]) == (None, None)


def test_a_page_looks_at_so_many_and_says_where_to_read_on(as_postmaster: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("background.mail.log.MOST_LOOKED_AT", 4)
    (rare,) = _mails(1, template="welcome")
    _mails(6)

    page, found = as_postmaster.get(EMAILS, {"template": "welcome"}).json(), []
    while page["next"]:
        found += page["results"]
        page = as_postmaster.get(page["next"]).json()

    assert [mail["id"] for mail in [*found, *page["results"]]] == [rare]


def test_dates_are_utc(as_postmaster: APIClient) -> None:
    made = as_postmaster.post(EMAILS, HELLO).json()["results"][0]["created_at"]

    assert made.endswith("Z")
    assert datetime.fromisoformat(made) <= timezone.now()


@pytest.mark.django_db(transaction=True, databases=["default", "other"])
def test_whose_job_is_remembered_elsewhere_sees_the_mail_too(as_ada: APIClient, ada: User, settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "DATABASES": ["default", "other"]}
    queue = EmailQueue(owner=ada.pk)
    mails = [queue.using(database=using).add_email_job(email="ada@example.org", subject="x", body="x").id for using in ("other", "default")]
    EmailQueue(owner="somebody else").using(database="other").add_email_job(email="eve@example.org", subject="x", body="x")

    listed = as_ada.get(EMAILS).json()["results"]

    assert JobRecord.objects.using("other").filter(pk=mails[0]).exists()
    assert {mail["id"] for mail in listed} == set(mails)
    for mail in listed:
        assert as_ada.get(f"{EMAILS}{mail['id']}/").status_code == 200
        assert as_ada.get(mail["job"]).json()["id"] == mail["id"]
    staff = Client()
    staff.force_login(User.objects.create_superuser("root@example.org", name="Root"))
    assert mails[0] in staff.get(f"/admin/background/mailmessage/{mails[0]}/").text
    assert staff.get(f"/admin/background/jobrecord/{mails[0]}/").status_code == 200
