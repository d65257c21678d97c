"""A newsletter goes out, rests, goes on, or is called off."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from accounts.models import User
from background.constants import NewsletterState, RecipientFault, SuppressionReason
from background.exceptions import NewsletterStateWrong, NoAudience
from background.mail.bulk.mailing import progress_of
from background.mail.bulk.recipient import InvalidRecipient, Recipient
from background.mail.newsletters import life
from background.mail.suppressions import suppress
from background.models import JobRecord, MailMessage, Newsletter
from background.queues.email import expand_newsletter, newsletters
from tests.background.mail.newsletters.conftest import make_due, run_what_is_due_later
from tests.background.queues.conftest import Mailbox
from tests.background.recorder import a_recorder_that_runs
from tests.background.worker import run_all
from tests.processes import until

HERE = "tests.background.mail.newsletters.test_sending"


def many() -> Iterator[Recipient]:
    return (Recipient(email=f"user{number}@example.org", context={"name": f"User {number}"}) for number in range(250))


faults = [ConnectionError("the database of subscribers went away")]


def breaking() -> Iterator[Recipient]:
    """It fails half-way, the first time."""
    for number, recipient in enumerate(many()):
        if number == 150 and faults:
            raise faults.pop()
        yield recipient


@pytest.fixture
def to_many(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "NEWSLETTER_AUDIENCE": f"{HERE}.many"}


def state(newsletter: Newsletter) -> NewsletterState | None:
    return life.state_of(newsletter.pk)


def test_it_goes_to_those_who_are_named_and_not_at_once(newsletter: Newsletter, mailbox: Mailbox, redis: Redis) -> None:
    suppress("gone@example.org", SuppressionReason.HARD_BOUNCE)
    recipients = [Recipient(email=f"{name}@example.org", context={"name": name}) for name in ("ada", "gone", "Ada")]

    accepted = newsletters.send(newsletter, recipients=[*recipients, RecipientFault.INVALID_EMAIL])
    run_all("email")
    in_ten_seconds = len(mailbox.messages)
    run_what_is_due_later(redis)

    assert (accepted.accepted, accepted.suppressed, accepted.duplicates) == (1, 1, 1)
    assert accepted.invalid == [InvalidRecipient(3, RecipientFault.INVALID_EMAIL)]
    assert in_ten_seconds == 0
    assert [(mail["To"], mail["Subject"]) for mail in mailbox.messages] == [("ada@example.org", "News for ada")]
    assert mailbox.messages[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_all_who_subscribed_get_it_once_and_then_it_is_sent(newsletter: Newsletter, mailbox: Mailbox, redis: Redis, to_many: None) -> None:
    with a_recorder_that_runs():
        newsletters.send(newsletter)
        run_what_is_due_later(redis)
        until(lambda: run_all("email") or state(newsletter) is NewsletterState.SENT)
        until(lambda: state(newsletter) is NewsletterState.SENT)

    assert Counter(str(mail["To"]) for mail in mailbox.messages) == Counter(recipient.email for recipient in many())
    newsletter.refresh_from_db()
    assert newsletter.batch_id
    progress = progress_of(newsletter.batch_id)
    assert (progress.total, progress.sent, progress.percent) == (250, 250, 100)


def test_by_default_verified_people_get_it_in_their_language(newsletter: Newsletter, mailbox: Mailbox, redis: Redis) -> None:
    for name, verified, active in (("ada", True, True), ("bob", False, True), ("eve", True, False)):
        User.objects.create_user(
            f"{name}@example.org", "a good password", name=name, is_verified=verified, is_active=active, locale="it-ch"
        )

    newsletters.send(newsletter)
    run_what_is_due_later(redis)

    assert [(mail["To"], mail["Subject"]) for mail in mailbox.messages] == [("ada@example.org", "News for ada")]
    assert JobRecord.objects.get(name="newsletter").payload.endswith('"locale":"it"}')


def test_an_expansion_that_breaks_half_way_goes_on_and_repeats_nobody(
    newsletter: Newsletter, mailbox: Mailbox, redis: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "NEWSLETTER_AUDIENCE": f"{HERE}.breaking"}
    monkeypatch.setattr(expand_newsletter, "PAGE", 50)
    newsletters.send(newsletter)

    run_all("email")
    half_way = MailMessage.objects.count()
    run_what_is_due_later(redis)

    assert half_way == 150
    assert Counter(str(mail["To"]) for mail in mailbox.messages) == Counter(recipient.email for recipient in many())


def test_it_waits_for_its_time(newsletter: Newsletter, to_many: None) -> None:
    newsletters.send(newsletter, run_at=timezone.now() + timedelta(days=1))

    run_all("email")

    assert state(newsletter) is NewsletterState.SCHEDULED
    assert not MailMessage.objects.exists()


def test_a_pause_holds_it_and_a_resumption_lets_it_go_on(newsletter: Newsletter, mailbox: Mailbox, redis: Redis, to_many: None) -> None:
    newsletters.send(newsletter)
    run_all("email")
    newsletters.pause(newsletter)
    make_due(redis)
    run_all("email")
    assert (state(newsletter), len(mailbox.messages)) == (NewsletterState.PAUSED, 0)

    newsletters.resume(newsletter)
    run_what_is_due_later(redis)

    assert len(mailbox.messages) == 250
    assert set(JobRecord.objects.filter(name="newsletter").values_list("max_attempts", flat=True)) == {3}


def test_a_pause_while_it_is_expanded_loses_nobody(newsletter: Newsletter, mailbox: Mailbox, redis: Redis, to_many: None) -> None:
    newsletters.send(newsletter)
    newsletters.pause(newsletter)
    run_all("email")
    assert not MailMessage.objects.exists()

    newsletters.resume(newsletter)
    run_what_is_due_later(redis)

    assert len(mailbox.messages) == 250


@pytest.mark.parametrize("is_expanded", [True, False])
def test_a_pause_may_last_for_weeks(newsletter: Newsletter, mailbox: Mailbox, redis: Redis, to_many: None, is_expanded: bool) -> None:
    newsletters.send(newsletter)
    if is_expanded:
        run_all("email")
    newsletters.pause(newsletter)

    with time_machine.travel(timezone.now() + timedelta(days=30)):
        make_due(redis)
        run_all("email")
        assert state(newsletter) is NewsletterState.PAUSED
        newsletters.resume(newsletter)
        run_what_is_due_later(redis)

    assert len(mailbox.messages) == 250


def test_what_is_called_off_is_not_sent(newsletter: Newsletter, mailbox: Mailbox, redis: Redis, to_many: None) -> None:
    newsletters.send(newsletter)
    run_all("email")

    called_off = newsletters.cancel(newsletter)
    run_what_is_due_later(redis)

    assert (called_off, state(newsletter), mailbox.messages) == (250, NewsletterState.CANCELLED, [])
    assert set(MailMessage.objects.values_list("state", "reason")) == {("failed", "its mailing was called off")}


def test_jobs_that_did_not_hear_of_the_end_find_nothing_to_send(newsletter: Newsletter, mailbox: Mailbox, redis: Redis) -> None:
    newsletters.send(newsletter, recipients=many())
    Newsletter.objects.update(batch_id="00000000-0000-7000-8000-000000000000")  # so that its jobs are not called off
    MailMessage.objects.update(batch_id="00000000-0000-7000-8000-000000000000")

    newsletters.cancel(newsletter)
    run_what_is_due_later(redis)

    assert mailbox.messages == []


def test_steps_are_taken_once_and_in_order(newsletter: Newsletter, to_many: None) -> None:
    with pytest.raises(NewsletterStateWrong, match="is draft; you can pause one that is scheduled or sending"):
        newsletters.pause(newsletter)
    with pytest.raises(NewsletterStateWrong):
        newsletters.cancel(newsletter)
    newsletters.send(newsletter)

    with pytest.raises(NewsletterStateWrong, match="is sending; you can send one that is draft"):
        newsletters.send(newsletter)
    with pytest.raises(NewsletterStateWrong):
        newsletters.resume(newsletter)
    newsletters.cancel(newsletter)
    with pytest.raises(NewsletterStateWrong):
        newsletters.cancel(newsletter)

    assert JobRecord.objects.filter(name="newsletter-audience").count() == 1


def test_without_an_audience_it_stays_a_draft(newsletter: Newsletter, settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "NEWSLETTER_AUDIENCE": ""}

    with pytest.raises(NoAudience, match="NEWSLETTER_AUDIENCE"):
        newsletters.send(newsletter)

    assert state(newsletter) is NewsletterState.DRAFT
