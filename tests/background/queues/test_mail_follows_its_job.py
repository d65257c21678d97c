"""A mail that nobody will send any more says so, however its job ended."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from redis import Redis

from accounts.models import User
from background.constants import JobState, MailState
from background.ledger.cancel import cancel
from background.ledger.recorder import Recorder
from background.ledger.retry import retry
from background.mail import forsaken
from background.mail.forsaken import FORGOTTEN_AFTER, Forsaken
from background.models import JobRecord, MailEvent, MailMessage
from background.queues.email.queue import EmailQueue
from tests.background.queues.conftest import Mailbox
from tests.background.worker import run_all

WELCOME = {"email": "ada@example.org", "customer_name": "Ada"}


def ask() -> UUID:
    return UUID(EmailQueue().add_password_changed_email_job(**WELCOME).id)


def fate_of(mail_id: UUID) -> tuple[str, str]:
    mail = MailMessage.objects.get(pk=mail_id)
    return mail.state, mail.reason


def test_a_job_that_was_cancelled_where_nobody_listens(mailbox: Mailbox) -> None:
    mail = ask()

    cancel(str(mail), reason="not wanted any more")
    Recorder().catch_up()
    Forsaken().look_after()

    assert fate_of(mail) == (MailState.FAILED, "not wanted any more")


def test_a_job_that_came_too_late(mailbox: Mailbox) -> None:
    late = EmailQueue().using(expires_at=timedelta(milliseconds=1)).add_password_changed_email_job(**WELCOME)

    run_all("email")

    assert fate_of(UUID(late.id))[0] == MailState.FAILED
    assert mailbox.messages == []


def test_a_job_whose_recipient_is_no_more(mailbox: Mailbox) -> None:
    ada = User.objects.create_user(email="ada@example.org", password="pass phrase", name="Ada")
    handle = EmailQueue().add_password_changed_email_job(**WELCOME, user_id=str(ada.pk))
    ada.delete()

    run_all("email")

    state, reason = fate_of(UUID(handle.id))
    assert (state, reason.startswith("discarded: target gone")) == (MailState.FAILED, True)


def test_a_job_that_was_put_off_too_often(mailbox: Mailbox, redis: Redis) -> None:
    mailbox.replies = ["451 4.7.1 try again later"] * 2
    handle = EmailQueue().using(max_attempts=2).add_password_changed_email_job(**WELCOME)
    mail = UUID(handle.id)

    run_all("email")
    assert fate_of(mail) == (MailState.DEFERRED, "451 4.7.1 try again later")
    redis.zadd("rq:scheduled:email", {handle.id: 1})
    run_all("email")

    assert fate_of(mail)[0] == MailState.FAILED
    assert MailEvent.objects.filter(mail=mail, type="deferred").count() == 2


def test_a_refusal_says_more_than_the_end_of_its_job(mailbox: Mailbox) -> None:
    mailbox.replies = ["552 5.3.4 too large"]
    mail = ask()

    run_all("email")

    assert fate_of(mail) == (MailState.REJECTED, "552 5.3.4 too large")


def test_a_job_that_is_started_afresh_sends_its_mail(mailbox: Mailbox) -> None:
    mailbox.replies = ["552 5.3.4 too large"]
    mail = ask()
    run_all("email")
    Recorder().catch_up()

    retry("email", [str(mail)])
    run_all("email")

    assert fate_of(mail) == (MailState.SENT, "")
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize(("state", "fate"), [("dead", "failed"), ("cancelled", "failed"), ("expired", "failed"), ("running", "queued")])
def test_an_end_that_nobody_heard_is_found(state: str, fate: str) -> None:
    mail = ask()
    JobRecord.objects.filter(id=mail).update(state=JobState(state), note="it ended elsewhere")

    Forsaken().look_after()

    assert fate_of(mail) == (fate, "it ended elsewhere" if fate == "failed" else "")


def test_a_mail_whose_job_nobody_knows_any_more_is_given_up_after_a_day() -> None:
    old, new = ask(), ask()
    JobRecord.objects.all().delete()
    MailMessage.objects.filter(pk=old).update(created_at=timezone.now() - FORGOTTEN_AFTER - timedelta(minutes=1))

    Forsaken().look_after()

    assert (fate_of(old), fate_of(new)) == ((MailState.FAILED, "its job is not known any more"), (MailState.QUEUED, ""))


def test_all_ends_are_found_a_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forsaken, "LOOKED_AT_TOGETHER", 2)
    monkeypatch.setattr(forsaken, "PAGES_A_PASS", 2)
    mails = [ask() for _ in range(5)]
    JobRecord.objects.update(state=JobState.DEAD)
    keeper = Forsaken()

    assert [keeper.look_after(), keeper.look_after()] == [4, 1]
    assert {fate_of(mail)[0] for mail in mails} == {MailState.FAILED}


def test_what_was_sent_is_not_given_up(mailbox: Mailbox) -> None:
    mail = ask()
    run_all("email")
    JobRecord.objects.filter(id=mail).update(state=JobState.DEAD)

    Forsaken().look_after()

    assert fate_of(mail)[0] == MailState.SENT
