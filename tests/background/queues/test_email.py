"""Mail, from the door of the queue to a real SMTP server."""

import pytest
from redis import Redis

from background.constants import JobState
from background.exceptions import PayloadInvalid
from background.jobs import Secret
from background.queues.email.queue import EmailQueue
from background.queues.email.send_welcome_email import WelcomeEmail
from background.queues.email.service import EmailQueueService
from background.service import BackgroundTasksService
from tests.background.queues.conftest import Mailbox
from tests.background.worker import run_all


def test_a_code_arrives_whole_in_text_and_html(mailbox: Mailbox) -> None:
    handle = EmailQueue().add_otp_email_job(email="ada@example.org", customer_name="Ada & Co <b>", otp=Secret("042137"))

    run_all("email")

    (mail,) = mailbox.messages
    text, html = (str(mail.get_body((kind,)).get_content()) for kind in ("plain", "html"))  # type: ignore[union-attr]  # both are there
    assert (mail["To"], mail["Subject"]) == ("ada@example.org", "Your code")
    assert "042137" in text
    assert "042137" in html
    assert "Ada & Co <b>" in text
    assert "Ada &amp; Co &lt;b&gt;" in html
    assert handle.snapshot().result == {"sent": True, "recipient": "ada@example.org"}


def test_a_code_overtakes_what_can_wait(mailbox: Mailbox) -> None:
    queue = EmailQueue()
    for n in range(5):
        queue.add_welcome_email_job(email=f"new{n}@example.org", customer_name="New")
    queue.add_otp_email_job(email="ada@example.org", customer_name="Ada", otp=Secret("042137"))

    run_all("email")

    assert mailbox.messages[0]["To"] == "ada@example.org"
    assert len(mailbox.messages) == 6


def test_every_attempt_at_a_mail_has_one_message_id(mailbox: Mailbox, redis: Redis) -> None:
    mailbox.replies = ["451 try again later"]
    handle = EmailQueue().add_welcome_email_job(email="ada@example.org", customer_name="Ada")
    run_all("email")
    assert handle.snapshot().state is JobState.RETRYING

    redis.zadd("rq:scheduled:email", {handle.id: 1})
    run_all("email")

    assert handle.snapshot().attempts == 2
    assert [mail["Message-ID"] for mail in mailbox.messages] == [f"<{handle.id}@example.org>"]


def test_the_facade_mails_html_with_a_text_beside_it(mailbox: Mailbox) -> None:
    BackgroundTasksService().add_email_task("ada@example.org", "Welcome", "<h1>Hi!</h1>")

    run_all("email")

    (mail,) = mailbox.messages
    assert mail["Subject"] == "Welcome"
    assert mail.get_body(("html",)).get_content().strip() == "<h1>Hi!</h1>"  # type: ignore[union-attr]  # it is there
    assert mail.get_body(("plain",)).get_content().strip() == "Hi!"  # type: ignore[union-attr]  # it is there


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@", "a@example.org, evil@example.org", "ada@example.org\nBcc: evil@example.org", "ada@exa mple.org"]
)
def test_what_is_not_one_address_is_refused_before_anything_is_enqueued(redis: Redis, address: str) -> None:
    with pytest.raises(PayloadInvalid, match="is not a mail address"):
        EmailQueue().add_otp_email_job(email=address, customer_name="Ada", otp=Secret("1"))
    with pytest.raises(PayloadInvalid, match="is not a mail address"):
        EmailQueue().add_welcome_email_job(email=address, customer_name="Ada")
    with pytest.raises(PayloadInvalid, match="is not a mail address"):
        BackgroundTasksService().add_email_task(address, "Welcome", "x")

    assert redis.keys("rq:job:*") == []


@pytest.mark.parametrize("subject", ["", "  ", "Hi\nBcc: evil@example.org", "Hi\u2028there", "Hi\0"])
def test_a_subject_that_would_be_more_than_one_line_is_refused(redis: Redis, subject: str) -> None:
    with pytest.raises(PayloadInvalid, match="the subject"):
        BackgroundTasksService().add_email_task("ada@example.org", subject, "x")

    assert redis.keys("rq:job:*") == []


def test_the_service_needs_no_queue(mailbox: Mailbox) -> None:
    sent = EmailQueueService().send(WelcomeEmail(email="ada@example.org", customer_name="Ada"))

    assert sent == {"sent": True, "recipient": "ada@example.org"}
    assert len(mailbox.messages) == 1
