"""The report of a day counts its jobs, and reaches each recipient once."""

from datetime import UTC, timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from background.constants import JobState
from background.exceptions import PayloadInvalid
from background.ledger.recorder import Recorder
from background.ledger.summary import summary
from background.models import JobRecord, MailMessage
from background.queues.email.queue import EmailQueue
from tests.background import jobs
from tests.background.queues.conftest import Mailbox
from tests.background.worker import run_all

TWO = ["ada@example.org", "Bob@Example.org"]


@pytest.fixture
def a_day(redis: Redis) -> None:
    for text in "abc":
        jobs.remember.enqueue(text=text)
    jobs.fail.enqueue(text="x")
    run_all()
    jobs.remember.using(run_after=timedelta(days=1)).enqueue(text="later")
    Recorder().catch_up()


@pytest.mark.usefixtures("a_day")
def test_a_day_is_counted_by_state_and_kind() -> None:
    now = timezone.now() + timedelta(seconds=1)

    counted = summary(since=now - timedelta(days=1), until=now)

    assert (counted["total"], counted["succeeded"], counted["dead"], counted["open"]) == (5, 3, 1, 1)
    assert counted["names"] == [("test-remember", 4), ("test-fail", 1)]


def test_what_is_older_or_newer_does_not_count() -> None:
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    for hours in (-25, -23, 1):
        with time_machine.travel(noon + timedelta(hours=hours), tick=False):
            jobs.remember.enqueue(text=str(hours))

    assert JobRecord.objects.count() == 3
    assert summary(since=noon - timedelta(days=1), until=noon)["total"] == 1


@pytest.mark.usefixtures("a_day")
def test_each_recipient_gets_what_the_day_came_to(mailbox: Mailbox) -> None:
    handle = EmailQueue().add_daily_report_job(type="daily", recipients=[*TWO, TWO[0]])
    assert MailMessage.objects.filter(job_id=handle.id, state="queued").count() == 2

    run_all("email")

    assert [mail["To"].lower() for mail in mailbox.messages] == [address.lower() for address in TWO]
    text = str(mailbox.messages[0].get_body(("plain",)).get_content())  # type: ignore[union-attr]  # it is there
    assert mailbox.messages[0]["Subject"] == "Report: daily"
    assert "1 job failed for good" in text
    assert "test-remember" in text
    assert handle.snapshot().result == {"sent": 2, "refused": []}


def test_who_got_it_does_not_get_it_again_when_another_is_put_off(mailbox: Mailbox, redis: Redis) -> None:
    handle = EmailQueue().add_daily_report_job(type="daily", recipients=TWO)
    mailbox.replies = ["250 kept", "451 later"]
    run_all("email")
    assert handle.snapshot().state is JobState.RETRYING

    redis.zadd("rq:scheduled:email", {handle.id: 1})
    run_all("email")

    assert handle.snapshot().result == {"sent": 2, "refused": []}
    assert [mail["To"].lower() for mail in mailbox.messages] == ["bob@example.org"]  # the first was answered in its place


def test_one_who_is_refused_does_not_keep_it_from_the_others(mailbox: Mailbox) -> None:
    mailbox.replies = ["550 5.1.1 no such user"]

    handle = EmailQueue().add_daily_report_job(type="daily", recipients=TWO)
    run_all("email")

    assert handle.snapshot().result == {"sent": 1, "refused": ["a***@example.org"]}
    assert len(mailbox.messages) == 1


def test_one_who_is_put_off_does_not_keep_it_from_the_others(mailbox: Mailbox) -> None:
    mailbox.replies = ["451 later"]

    handle = EmailQueue().add_daily_report_job(type="daily", recipients=TWO)
    run_all("email")

    assert handle.snapshot().state is JobState.RETRYING
    assert [mail["To"].lower() for mail in mailbox.messages] == ["bob@example.org"]


def test_one_for_whom_a_rate_has_no_room_does_not_keep_it_from_the_others(mailbox: Mailbox, settings: Settings) -> None:
    settings.MAIL_DOMAIN_RATES = {"example.org": "1/hour"}

    handle = EmailQueue().add_daily_report_job(type="daily", recipients=[*TWO, "eve@example.net"])
    run_all("email")

    assert handle.snapshot().state is JobState.SCHEDULED
    assert [mail["To"] for mail in mailbox.messages] == ["ada@example.org", "eve@example.net"]


@pytest.mark.parametrize("recipients", [[], ["x"], ["a@example.org"] * 101])
def test_it_goes_to_some_real_addresses(recipients: list[str]) -> None:
    with pytest.raises(PayloadInvalid):
        EmailQueue().add_daily_report_job(type="daily", recipients=recipients)


def test_a_quiet_day_is_said_to_be_one(mailbox: Mailbox) -> None:
    with time_machine.travel(timezone.now().astimezone(UTC) - timedelta(days=3), tick=False):
        jobs.remember.enqueue(text="long ago")

    EmailQueue().add_daily_report_job(type="daily", recipients=TWO[:1], locale="it")
    run_all("email")

    assert "Tutto tranquillo" in str(mailbox.messages[0].get_body(("plain",)).get_content())  # type: ignore[union-attr]  # it is there
