"""The welcome carries the link that verifies the address, and keeps it to itself."""

from redis import Redis

from background.jobs import Secret
from background.ledger.recorder import Recorder
from background.models import JobRecord, MailMessage
from background.queues.email.queue import EmailQueue
from tests.background.queues.conftest import Mailbox
from tests.background.worker import run_all

LINK = "http://localhost:8000/verify-email?token=abc-d%3Ae"


def test_the_link_arrives_in_text_and_html(mailbox: Mailbox) -> None:
    EmailQueue().add_welcome_email_job(email="ada@example.org", customer_name="Ada", verification_link=Secret(LINK))

    run_all("email")

    (mail,) = mailbox.messages
    text, html = (str(mail.get_body((kind,)).get_content()) for kind in ("plain", "html"))  # type: ignore[union-attr]  # both are there
    assert mail["Subject"] == "Welcome to Our Platform!"
    assert LINK in text
    assert f'href="{LINK}"' in html


def test_the_link_is_nowhere_in_clear(mailbox: Mailbox, redis: Redis) -> None:
    handle = EmailQueue().add_welcome_email_job(email="ada@example.org", customer_name="Ada", verification_link=Secret(LINK))
    waiting = str(redis.hgetall(f"rq:job:{handle.id}"))

    run_all("email")
    Recorder().catch_up()

    kept = [str(table.objects.values().get()) for table in (JobRecord, MailMessage)]
    assert [text for text in (waiting, *kept) if "abc-d" in text] == []
    assert MailMessage.objects.get().body is None
