"""The log of mail: found, read and sent again by those who may."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from background.constants import MailState, MailStream, SuppressionReason
from background.engine.envelope import new_ids
from background.engine.secret import Secret
from background.mail import messages
from background.mail.draft import Draft
from background.mail.letters.letter import Letter
from background.mail.outcome import Accepted
from background.mail.suppressions import suppress
from background.models import MailEvent, MailMessage, Newsletter
from background.queues.email.queue import EmailQueue
from tests.background.admin.conftest import LogIn
from tests.background.admin.reading import text
from tests.background.worker import run_all
from tests.failing_log import failing_at

LIST = "/admin/background/mailmessage/"
HOSTILE = '<script>alert(1)</script><img src="https://evil.example/x.png">'


@pytest.fixture
def viewer(log_in: LogIn) -> Client:
    return log_in("view_mail")


def sent(recipient: str = "ada@example.org", **changes: object) -> UUID:
    one = Draft(**{"id": UUID(new_ids(1)[0]), "recipient": recipient, **changes})  # type: ignore[arg-type]
    messages.accept(one)
    letter = Letter(subject=f"Hello {HOSTILE}", text=f"Hi {HOSTILE}", html=f"<p>Hi</p>{HOSTILE}")
    messages.sent(one, letter, Accepted(provider="smtp", provider_id=str(one.id)))
    return one.id


def listed(client: Client, query: str = "") -> list[str]:
    return re.findall(rf'{LIST}([0-9a-f-]{{36}})/"', text(client, f"{LIST}?{query}"))


def test_it_needs_the_right_to_see_mail(log_in: LogIn) -> None:
    mail, stranger = sent(), log_in("view_jobs", "operate_jobs", "operate_mail")

    for place in ("", f"{mail}/", f"{mail}/body/"):
        assert stranger.get(f"{LIST}{place}").status_code == 403


def test_the_newest_come_first_and_filters_narrow_them(viewer: Client) -> None:
    first, second = sent(template="welcome"), sent("bob@example.org", stream=MailStream.BULK)
    MailMessage.objects.filter(pk=second).update(state=MailState.BOUNCED)

    assert listed(viewer) == [str(second), str(first)]
    assert listed(viewer, "state=bounced") == listed(viewer, "stream=bulk") == listed(viewer, "recipient=BOB@example.org") == [str(second)]
    assert listed(viewer, "template=welcome") == listed(viewer, "state=sent&state=queued") == [str(first)]
    assert listed(viewer, "since=2100-01-01T00:00") == listed(viewer, "since=nonsense") == []


def test_the_beginning_of_an_address_leads_to_those_that_begin_so(viewer: Client) -> None:
    for address in ("ada@example.org", "ada@example.com", "adam@example.org", "a_a@example.org", "zoe@example.org"):
        sent(address)

    page = text(viewer, f"{LIST}?recipient=ADA%40")

    assert re.findall(r'href="\?recipient=([^"]+)"', page) == ["ada%40example.com", "ada%40example.org"]
    assert "recipient=ada" not in text(viewer, f"{LIST}?recipient=a_a%40e"), "an underscore stands for itself"


def test_a_page_asks_few_questions_however_many_mails_there_are(viewer: Client) -> None:
    ids = new_ids(300)
    messages.accept_many([Draft(id=UUID(one), recipient=f"reader{n}@example.org") for n, one in enumerate(ids)])

    with CaptureQueriesContext(
        connection,
    ) as few:
        text(viewer, LIST)

    assert len(few) <= 12
    assert not [query for query in few if "COUNT(" in query["sql"]]
    assert len(listed(viewer)) == 50


def test_a_mail_tells_what_happened_and_what_it_said(viewer: Client) -> None:
    mail = sent()
    MailEvent.objects.create(mail_id=mail, provider="brevo", event_id="1", type="opened", detail=HOSTILE, at=timezone.now())

    page = text(viewer, f"{LIST}{mail}/")

    assert re.findall(r"mail-state-(\w+)", page[page.index("mail-line") :]) == ["queued", "sent", "opened"]
    assert "<script>alert" not in page
    assert "evil.example" not in re.sub(r"&quot;.*?&quot;", "", page)
    assert f'<iframe class="mail-frame" sandbox src="{LIST}{mail}/body/"' in page


def test_the_html_of_a_mail_is_shut_into_a_frame(viewer: Client) -> None:
    answer = viewer.get(f"{LIST}{sent()}/body/")

    policy = answer["Content-Security-Policy"]
    assert answer.content.decode() == f"<p>Hi</p>{HOSTILE}"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert {"default-src 'none'", "sandbox", "img-src data:", "frame-ancestors 'self'"} <= {part.strip() for part in policy.split(";")}
    assert "script-src" not in policy


def test_of_a_secret_mail_nothing_is_shown(postmaster: Client, mailoutbox: list[Any]) -> None:
    handle = EmailQueue().add_otp_email_job(email="ada@example.org", customer_name="Ada", otp=Secret("042137"))
    run_all("email")

    shown = text(postmaster, LIST) + text(postmaster, f"{LIST}{handle.id}/")

    assert ("042137" in shown, "Your code" in shown, "********" in shown) == (False, False, True)
    assert postmaster.get(f"{LIST}{handle.id}/body/").status_code == 404
    postmaster.post(f"{LIST}{handle.id}/resend/")
    assert MailMessage.objects.count() == 1


def test_bulk_mail_is_made_again_and_says_so(viewer: Client) -> None:
    mail = Draft(
        id=UUID(new_ids(1)[0]),
        recipient="ada@example.org",
        template="password_changed",
        stream=MailStream.BULK,
        context={"customer_name": "Ada"},
    )
    messages.accept(mail)

    page = text(viewer, f"{LIST}{mail.id}/")

    assert "Hello Ada" in page
    assert "made from its data and the template as it is today" in page


def test_a_newsletter_is_made_again_without_its_way_out(viewer: Client) -> None:
    now, (newsletter_id, mail_id) = timezone.now(), map(UUID, new_ids(2))
    Newsletter.objects.create(id=newsletter_id, subject="News for you", html="<p>It rained.</p>", created_at=now, updated_at=now)
    messages.accept(
        Draft(
            id=mail_id,
            recipient="ada@example.org",
            template="newsletter",
            stream=MailStream.BULK,
            newsletter_id=newsletter_id,
            context={"customer_name": "Ada"},
        )
    )

    body = text(viewer, f"{LIST}{mail_id}/body/")

    assert "<p>It rained.</p>" in re.sub(r' style="[^"]*"', "", body)
    assert "/unsubscribe/" not in body


def test_a_mail_is_sent_again_as_a_mail_of_its_own(postmaster: Client, mailoutbox: list[Any]) -> None:
    mail = sent("Ada@example.org")

    answer = postmaster.post(f"{LIST}{mail}/resend/")
    run_all("email")

    again = MailMessage.objects.exclude(pk=mail).get()
    assert answer["Location"] == f"{LIST}{again.id}/"
    assert (again.state, again.recipient, again.job_id) == (MailState.SENT, "ada@example.org", again.id)
    (message,) = mailoutbox
    assert message.to == ["Ada@example.org"]
    assert (message.extra_headers["Message-ID"], message.body) == (f"<{again.message_id}>", f"Hi {HOSTILE}")
    assert again.message_id != MailMessage.objects.get(pk=mail).message_id
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.change_message) == (str(mail), f"sent again, as {again.id}")


def test_none_is_sent_again_where_it_cannot_be_written_down(postmaster: Client, mailoutbox: list[Any]) -> None:
    mail = sent()
    postmaster.raise_request_exception = False

    with failing_at("INSERT INTO"):
        postmaster.post(f"{LIST}{mail}/resend/")

    run_all("email")
    assert (MailMessage.objects.count(), mailoutbox) == (1, [])


def test_nothing_is_sent_again_to_a_suppressed_address(postmaster: Client) -> None:
    mail = sent()
    suppress("ada@example.org", SuppressionReason.COMPLAINT)

    assert "cannot be sent again: nothing is mailed to its recipient: complaint" in text(postmaster, f"{LIST}{mail}/")
    answer = postmaster.post(f"{LIST}{mail}/resend/", follow=True)

    assert "Not sent: this mail cannot be sent again: nothing is mailed to its recipient: complaint" in answer.content.decode()
    assert (MailMessage.objects.count(), LogEntry.objects.count()) == (1, 0)


def test_sending_again_needs_the_right_to_send(viewer: Client) -> None:
    mail = sent()

    assert viewer.post(f"{LIST}{mail}/resend/").status_code == 403
    assert "Send again" not in text(viewer, f"{LIST}{mail}/")


def test_what_is_not_there_is_404(postmaster: Client) -> None:
    nobody = new_ids(1)[0]

    assert [postmaster.get(f"{LIST}{nobody}/{place}").status_code for place in ("", "body/")] == [404, 404]
    assert postmaster.post(f"{LIST}{nobody}/resend/").status_code == 404
