"""The same mail to many, from the door of the queue to a real SMTP server."""

from datetime import timedelta
from unittest.mock import Mock
from uuid import UUID

import msgspec
import pytest
from django.db import OperationalError
from django.utils import timezone
from redis import Redis

from background.constants import JobState, MailState, MailStream, RecipientFault, SuppressionReason
from background.engine.look import look
from background.engine.secret import Secret
from background.exceptions import PayloadInvalid
from background.mail.bulk.mailing import progress_of
from background.mail.bulk.outcomes import Mark, Outcomes
from background.mail.bulk.recipient import InvalidRecipient, Recipient
from background.mail.letters.letter import Letter
from background.mail.outcome import Refused
from background.mail.outgoing import Outgoing
from background.mail.suppressions import suppress
from background.models import JobRecord, MailEvent, MailMessage
from background.queues.email.bulk import BulkAccepted
from background.queues.email.queue import EmailQueue
from background.rq_adapter.marks import Marks
from tests.background.queues.conftest import Mailbox
from tests.background.worker import run_all


def accept(*addresses: str, **options: timedelta) -> BulkAccepted:
    recipients = [Recipient(email=address, context=saying(address.partition("@")[0])) for address in addresses]
    return EmailQueue().add_bulk_email_jobs(template="newsletter", recipients=recipients, **options)


def saying(name: str) -> dict[str, str]:
    return {"headline": f"News for {name}", "html": f"Dear {name}", "text": f"Dear {name}"}


def states() -> dict[str, str]:
    return dict(MailMessage.objects.values_list("recipient", "state"))


def test_everybody_gets_a_mail_of_their_own(mailbox: Mailbox) -> None:
    accepted = accept("ada@example.org", "bob@example.org")

    run_all("email")

    assert (accepted.accepted, accepted.suppressed, accepted.duplicates, accepted.invalid) == (2, 0, 0, [])
    assert sorted((mail["To"], mail["Subject"]) for mail in mailbox.messages) == [
        ("ada@example.org", "News for ada"),
        ("bob@example.org", "News for bob"),
    ]
    assert states() == {"ada@example.org": "sent", "bob@example.org": "sent"}
    assert {f"<{row.message_id}>" for row in MailMessage.objects.all()} == {mail["Message-ID"] for mail in mailbox.messages}
    assert look(accepted.job_ids[0]).result == {"sent": 2, "suppressed": 0, "failed": 0}


def test_bad_recipients_are_named_and_harm_nobody(mailbox: Mailbox) -> None:
    recipients = [
        Recipient(email="ada@example.org", context=saying("Ada")),
        Recipient(email="ada@example.org, evil@example.org"),
        Recipient(email="bob@example.org", locale="tlh"),
        Recipient(email="eve@example.org", context={"headline": object()}),
        Recipient(email="ian@example.org", context={"headline": "x" * 20_000}),
        Recipient(email="ADA@Example.org", context=saying("Ada again")),
    ]

    accepted = EmailQueue().add_bulk_email_jobs(template="newsletter", recipients=recipients)
    run_all("email")

    assert accepted.invalid == [
        InvalidRecipient(1, RecipientFault.INVALID_EMAIL),
        InvalidRecipient(2, RecipientFault.UNKNOWN_LOCALE),
        InvalidRecipient(3, RecipientFault.INVALID_CONTEXT),
        InvalidRecipient(4, RecipientFault.CONTEXT_TOO_LARGE),
    ]
    assert (accepted.accepted, accepted.duplicates) == (1, 1)
    assert [mail["To"] for mail in mailbox.messages] == ["ada@example.org"]


def test_an_address_is_mailed_to_as_it_is_written_and_is_the_same_in_any_case(mailbox: Mailbox) -> None:
    suppress("EVE@example.org", SuppressionReason.UNSUBSCRIBE)

    accepted = accept("Ada.Lovelace@Example.org", "ADA.LOVELACE@example.org", "Eve@Example.org")
    run_all("email")

    assert (accepted.accepted, accepted.duplicates, accepted.suppressed) == (1, 1, 1)
    assert [mail["To"] for mail in mailbox.messages] == ["Ada.Lovelace@example.org"]
    assert states() == {"ada.lovelace@example.org": "sent", "eve@example.org": "suppressed"}


def test_who_is_not_told_all_that_the_template_says_is_refused_at_once(mailbox: Mailbox) -> None:
    recipients = [Recipient(email="ada@example.org", context={"html": "x"}), Recipient(email="bob@example.org", context=saying("Bob"))]

    accepted = EmailQueue().add_bulk_email_jobs(template="newsletter", recipients=recipients)
    run_all("email")

    assert accepted.invalid == [InvalidRecipient(0, RecipientFault.MISSING_CONTEXT, ("headline", "text"))]
    assert states() == {"bob@example.org": "sent"}


def test_what_cannot_be_written_to_one_fails_alone(mailbox: Mailbox) -> None:
    recipients = [
        Recipient(email="ada@example.org", context={"subject": "Hello", "message": 7}),
        Recipient(email="bob@example.org", context={"subject": "Hello", "message": "Dear Bob"}),
    ]

    EmailQueue().add_bulk_email_jobs(template="regular", recipients=recipients)
    run_all("email")

    assert states() == {"ada@example.org": "failed", "bob@example.org": "sent"}
    assert "cannot be written" in MailMessage.objects.get(recipient="ada@example.org").reason


@pytest.mark.parametrize("user_id", ["nobody", "018f3c1e-0000-7000-8000-000000000000"])
def test_one_who_is_nobody_keeps_no_mail_from_the_others(mailbox: Mailbox, user_id: str) -> None:
    recipients = [
        Recipient(email="ada@example.org", context=saying("Ada"), user_id=user_id),
        Recipient(email="bob@example.org", context=saying("Bob")),
    ]

    EmailQueue().add_bulk_email_jobs(template="newsletter", recipients=recipients)
    run_all("email")

    assert states() == {"ada@example.org": "failed", "bob@example.org": "sent"}


def test_a_template_that_there_is_not_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(PayloadInvalid, match="there are already_registered, daily_report, newsletter, password_changed, regular"):
        EmailQueue().add_bulk_email_jobs(template="nowhere", recipients=[Recipient(email="ada@example.org")])


@pytest.mark.parametrize("template", ["nowhere", "../layout", "layout", "otp", "password_reset", "", "newsletter.html"])
def test_a_template_that_is_not_for_many_is_refused(redis: Redis, template: str) -> None:
    with pytest.raises(PayloadInvalid, match="template"):
        EmailQueue().add_bulk_email_jobs(template=template, recipients=[Recipient(email="ada@example.org")])

    assert redis.keys("rq:job:*") == []
    assert not MailMessage.objects.exists()


def test_those_who_are_suppressed_are_counted_and_not_mailed_to(mailbox: Mailbox) -> None:
    suppress("Ada@example.org", SuppressionReason.UNSUBSCRIBE)

    accepted = accept("ada@example.org", "bob@example.org")
    run_all("email")

    assert (accepted.accepted, accepted.suppressed) == (1, 1)
    assert MailMessage.objects.get(recipient="ada@example.org").reason == SuppressionReason.UNSUBSCRIBE
    assert states() == {"ada@example.org": "suppressed", "bob@example.org": "sent"}
    assert len(mailbox.messages) == 1


def test_who_unsubscribes_meanwhile_gets_none(mailbox: Mailbox) -> None:
    accept("ada@example.org", "bob@example.org")
    suppress("ada@example.org", SuppressionReason.UNSUBSCRIBE)

    run_all("email")

    assert states() == {"ada@example.org": "suppressed", "bob@example.org": "sent"}
    assert len(mailbox.messages) == 1


def test_one_that_is_put_off_is_tried_again_and_the_others_are_not(mailbox: Mailbox, redis: Redis) -> None:
    mailbox.replies = ["451 not now"]
    accepted = accept("ada@example.org", "bob@example.org", "eve@example.org")
    (job_id,) = accepted.job_ids
    run_all("email")
    assert look(job_id).state is JobState.RETRYING
    assert len(mailbox.messages) == 2

    redis.zadd("rq:scheduled:email", {job_id: 1})
    run_all("email")

    assert len(mailbox.messages) == 3
    assert set(states().values()) == {"sent"}


def test_what_is_put_off_to_the_last_has_failed(mailbox: Mailbox, redis: Redis) -> None:
    mailbox.replies = ["451 not now"] * 3
    (job_id,) = accept("ada@example.org").job_ids

    for _ in range(3):
        run_all("email")
        redis.zadd("rq:scheduled:email", {job_id: 1}, xx=True)

    assert look(job_id).state is JobState.DEAD
    row = MailMessage.objects.get()
    assert row.state == "failed"
    assert "451 not now" in row.reason
    assert [event.detail for event in row.events.all()] == ["451 not now"] * 3


def test_a_refusal_for_good_is_settled_at_once(mailbox: Mailbox) -> None:
    mailbox.replies = ["554 no spam"]

    (job_id,) = accept("ada@example.org", "bob@example.org").job_ids
    run_all("email")

    assert states() == {"ada@example.org": "rejected", "bob@example.org": "sent"}
    assert look(job_id).result == {"sent": 1, "suppressed": 0, "failed": 1}


def test_what_was_written_down_is_not_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    accept("ada@example.org")
    mail = MailMessage.objects.get()
    letter = Letter(subject="News", text="", html="")
    outgoing = Outgoing(id=mail.id, to=mail.recipient, letter=letter, message_id=mail.message_id, stream=MailStream.BULK)
    monkeypatch.setattr(Outcomes, "_join", Mock(side_effect=[OperationalError("gone"), None]))

    outcomes = Outcomes(Mock(spec=Marks))
    outcomes.note(outgoing, Refused(provider="mx", code=554, reply="no spam"))
    with pytest.raises(OperationalError):
        outcomes.write_down()
    outcomes.write_down()

    assert states() == {"ada@example.org": "rejected"}
    assert MailEvent.objects.count() == 1


def test_every_recipient_may_leave_and_personal_mail_has_no_such_link(mailbox: Mailbox) -> None:
    accept("ada@example.org")
    EmailQueue().add_email_job(email="bob@example.org", subject="For you", body="Dear Bob")

    run_all("email")

    personal, bulk = mailbox.messages
    assert bulk["List-Unsubscribe"].startswith("<http://localhost:8000/unsubscribe/")
    assert bulk["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert bulk["List-Unsubscribe"].strip("<>") in str(bulk.get_body(("plain",)).get_content())  # type: ignore[union-attr]  # it is there
    assert personal["List-Unsubscribe"] is None


def test_what_is_put_off_on_its_way_has_been_sent(mailbox: Mailbox) -> None:
    accepted = accept("ada@example.org")
    run_all("email")

    MailMessage.objects.update(state=MailState.DEFERRED)  # as a provider may tell later

    progress = progress_of(UUID(accepted.batch.id))
    assert (progress.sent, progress.waiting, progress.percent) == (1, 0, 100)


def test_it_waits_when_it_is_told_to(mailbox: Mailbox) -> None:
    (job_id,) = accept("ada@example.org", run_after=timedelta(seconds=10)).job_ids

    run_all("email")

    assert mailbox.messages == []
    assert look(job_id).state is JobState.SCHEDULED


def test_ten_thousand_are_accepted_and_belong_to_one_batch() -> None:
    addresses = [f"user{number}@example.org" for number in range(10_000)]

    accepted = accept(*addresses)

    assert accepted.accepted == 10_000
    assert MailMessage.objects.filter(batch_id=UUID(accepted.batch.id), state=MailState.QUEUED).count() == 10_000
    assert JobRecord.objects.filter(batch=UUID(accepted.batch.id)).count() == len(accepted.job_ids) == 100
    assert JobRecord.objects.filter(id=accepted.job_ids[0]).values_list("priority", "max_attempts").get() == (2, 3)


def test_more_than_that_are_refused() -> None:
    with pytest.raises(PayloadInvalid, match="10,001 recipients"):
        accept(*["ada@example.org"] * 10_001)


def test_what_somebody_waits_for_overtakes_it(mailbox: Mailbox) -> None:
    accept("ada@example.org")
    EmailQueue().add_email_job(email="bob@example.org", subject="For you", body="Dear Bob")
    EmailQueue().add_otp_email_job(email="eve@example.org", customer_name="Eve", otp=Secret("042137"))

    run_all("email")

    assert [mail["To"] for mail in mailbox.messages] == ["eve@example.org", "bob@example.org", "ada@example.org"]


def test_marks_of_a_worker_that_died_are_written_down_and_nothing_is_sent_again(mailbox: Mailbox, redis: Redis) -> None:
    (job_id,) = accept("ada@example.org", "bob@example.org").job_ids
    ada = MailMessage.objects.get(recipient="ada@example.org")
    with Marks(job_id) as marks:
        marks.make(msgspec.msgpack.encode(Mark(ada.id, timezone.now(), "default", "", "News for ada")))
    redis.hset(f"rq:job:{job_id}", "crashes", 2)

    run_all("email")

    ada.refresh_from_db()
    assert (ada.state, ada.subject) == ("sent", "News for ada")
    assert [mail["To"] for mail in mailbox.messages] == ["bob@example.org"]
    assert redis.hget(f"rq:job:{job_id}", "crashes") is None
    assert redis.keys("rq:marks:*") == []


def test_a_worker_that_dies_after_its_first_mail_does_not_make_the_job_poison(
    mailbox: Mailbox, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job_id,) = accept("ada@example.org", "bob@example.org").job_ids
    redis.hset(f"rq:job:{job_id}", "crashes", 2)
    known = []
    monkeypatch.setattr(Outcomes, "write_down", lambda self: known.append(redis.hget(f"rq:job:{job_id}", "crashes")))

    run_all("email")

    assert known == [b"2", None]
