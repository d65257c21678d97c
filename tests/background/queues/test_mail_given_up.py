"""The alarm for mail that nobody will send any more: once for each job, of all its mails, and of nothing else."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from redis import Redis

from background.constants import JobName, JobState, MailState
from background.jobs import fixed
from background.ledger.cancel import cancel
from background.mail import given_up
from background.mail.alarm import mail_given_up
from background.mail.bulk.recipient import Recipient
from background.mail.forsaken import FORGOTTEN_AFTER, Forsaken
from background.mail.given_up import GivenUp
from background.models import JobRecord, MailMessage
from background.queues.email.expand_newsletter import expand_newsletter
from background.queues.email.queue import EmailQueue
from tests.background.queues.conftest import Mailbox
from tests.background.worker import run_all


class Ear:
    """What was told: by whom, of which job, of which mails, and why."""

    def __init__(self) -> None:
        self.alarms: list[tuple[str, str, GivenUp, str]] = []

    def __call__(self, sender: str, job_id: str, mails: GivenUp, error: str, **_: object) -> None:
        self.alarms.append((sender, job_id, mails, error))


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    mail_given_up.connect(ear)
    yield ear
    mail_given_up.disconnect(ear)


def ask() -> str:
    return EmailQueue().add_password_changed_email_job(email="ada@example.org", customer_name="Ada").id


def test_a_mail_that_is_given_up_raises_the_alarm_once(mailbox: Mailbox, ear: Ear) -> None:
    mailbox.replies = ["451 4.3.0 <ada@example.org> not now", "552 5.3.4 <ada@example.org> takes no such mail"]
    queue = EmailQueue().using(max_attempts=2, backoff=fixed(timedelta()))
    handle = queue.add_password_changed_email_job(email="ada@example.org", customer_name="Ada")

    run_all("email")

    ((sender, job_id, mails, error),) = ear.alarms
    (mail,) = mails
    assert (sender, job_id, len(mails)) == (JobName.SEND_PASSWORD_CHANGED_EMAIL, handle.id, 1)
    assert (str(mail.id), mail.to, mail.reason) == (handle.id, "a***@example.org", "552 5.3.4 <a***@example.org> takes no such mail")
    assert "552 5.3.4 <a***@example.org> takes no such mail" in error


def test_of_many_each_is_named_that_is_left_and_no_other(mailbox: Mailbox, ear: Ear, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given_up, "PAGE", 5)
    left = 12
    mailbox.replies = ["250 kept", "550 5.1.1 nobody", *["451 4.3.0 not now"] * 3 * left]
    said = {"headline": "News", "html": "Dear reader", "text": "Dear reader"}
    recipients = [Recipient(email=f"{name}@example.org", context=said) for name in "abcdefghijklmn"]
    (job_id,) = EmailQueue().add_bulk_email_jobs(template="newsletter", recipients=recipients).job_ids

    for _ in range(3):
        run_all("email")
        redis.zadd("rq:scheduled:email", {job_id: 1}, xx=True)

    ((sender, told, mails, _),) = ear.alarms
    assert (sender, told, len(mails)) == (JobName.SEND_BULK_EMAILS, job_id, left)
    assert [mail.to for mail in mails] == [f"{name}***@example.org" for name in "cdefghijklmn"]


def test_a_report_that_every_server_refuses_is_told_of_with_all_to_whom_it_was(mailbox: Mailbox, ear: Ear) -> None:
    mailbox.replies = ["552 5.3.4 too large"] * 2
    EmailQueue().add_daily_report_job(type="daily", recipients=["ada@example.org", "bob@example.org"])

    run_all("email")

    ((_, _, mails, _),) = ear.alarms
    assert sorted(mail.to for mail in mails) == ["a***@example.org", "b***@example.org"]


def test_a_job_that_mails_nothing_raises_no_alarm(mailbox: Mailbox, ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    handle = expand_newsletter.using(max_attempts=1).enqueue(newsletter_id="none")

    run_all("email")

    assert (handle.snapshot().state, ear.alarms) == (JobState.DEAD, [])
    assert [record for record in caplog.records if record.name == "background.email" and record.levelno == logging.ERROR] == []


def test_a_dead_job_whose_mail_was_taken_raises_no_alarm(mailbox: Mailbox, ear: Ear) -> None:
    job_id = EmailQueue().using(max_attempts=1).add_regular_email_job(email="ada@example.org", subject="Hello", message="x").id
    MailMessage.objects.filter(pk=job_id).update(sent_at=timezone.now(), state=MailState.DEFERRED)

    JobRecord.objects.filter(id=job_id).update(state=JobState.DEAD)
    Forsaken().look_after()

    assert ear.alarms == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("552 <ada@example.org> is now <grace.hopper@example.net>", "552 <a***@example.org> is now <g***@example.net>"),
        ("552 to=ADA@EXAMPLE.ORG, bob@example.org;eve@example.org", "552 t***@EXAMPLE.ORG, b***@example.org;e***@example.org"),
        ("552 'o'brien@example.org' no", "552 'o***@example.org' no"),
        ('552 "ada lovelace"@example.org no', "552 a***@example.org no"),
        ("552 zoë@bücher.example, ada@[192.0.2.1]", "552 z***@bücher.example, a***@[192.0.2.1]"),
        ("552 bounces+ada=example.org@lists.example.net", "552 b***@lists.example.net"),
        ("552 see https://example.org/why?to=ada%40example.org", "552 see https:/***@example.org"),
        ("552 a@b@example.org|c@example.org", "552 a***@example.org|***@example.org"),
        ("552 5.3.4 too large @ 10:00", "552 5.3.4 too large @ 10:00"),
    ],
)
def test_whosever_address_a_server_names_is_masked(mailbox: Mailbox, ear: Ear, said: str, told: str) -> None:
    mailbox.replies = [said]
    ask()

    run_all("email")

    ((_, _, mails, error),) = ear.alarms
    (mail,) = mails
    assert (told in error, mail.reason) == (True, told)


@pytest.mark.parametrize("state", [JobState.DEAD, JobState.CANCELLED, JobState.EXPIRED])
def test_a_death_that_nobody_heard_raises_the_alarm_when_it_is_found(ear: Ear, state: JobState) -> None:
    job_id = ask()
    JobRecord.objects.filter(id=job_id).update(state=state, error_message="killed, ada@example.org")
    keeper = Forsaken()

    keeper.look_after()
    keeper.look_after()

    told = [(sender, job, [mail.to for mail in mails], error) for sender, job, mails, error in ear.alarms]
    expected = (JobName.SEND_PASSWORD_CHANGED_EMAIL, job_id, ["a***@example.org"], "killed, a***@example.org")
    assert told == ([expected] if state is JobState.DEAD else [])


def test_a_mail_whose_job_nobody_knows_any_more_raises_it_too(ear: Ear) -> None:
    job_id = ask()
    JobRecord.objects.all().delete()
    MailMessage.objects.filter(pk=job_id).update(created_at=timezone.now() - FORGOTTEN_AFTER - timedelta(minutes=1))

    Forsaken().look_after()

    ((sender, told, mails, error),) = ear.alarms
    assert (sender, told, len(mails), error) == ("", job_id, 1, "its job is not known any more")


def test_what_somebody_called_off_raises_no_alarm(mailbox: Mailbox, ear: Ear) -> None:
    cancel(ask(), reason="not wanted any more")

    run_all("email")
    Forsaken().look_after()

    assert ear.alarms == []


def test_an_alarm_that_fails_harms_nothing(mailbox: Mailbox) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("the chat is down")

    mail_given_up.connect(fail)
    mailbox.replies = ["552 5.3.4 no such mail"]
    job_id = ask()

    run_all("email")

    mail_given_up.disconnect(fail)
    assert JobRecord.objects.filter(id=job_id).exists()
    assert MailMessage.objects.get(pk=UUID(job_id)).state == MailState.REJECTED
