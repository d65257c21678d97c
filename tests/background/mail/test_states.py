"""What is known of a mail, through attempts that fail, crash and come too late."""

from itertools import pairwise
from unittest.mock import Mock
from uuid import UUID

import pytest
from django.db import OperationalError
from redis import Redis

from background.constants import MailState, SuppressionReason
from background.exceptions import QueueUnavailable, Snooze
from background.mail import messages
from background.mail.deliver import deliver
from background.mail.exceptions import MailDeferred, MailRefused, ProviderUnavailable
from background.mail.given_up import give_up
from background.mail.letters.letter import Letter
from background.mail.outcome import Deferred, Refused
from background.mail.suppressions import suppress
from background.models import MailEvent, MailMessage, Suppression
from background.rq_adapter.marks import Marks
from tests.background.mail.conftest import Server, draft

LETTER = Letter(subject="Hello", text="Hi", html="<p>Hi</p>")
NOT_NOW = Deferred(provider="test", code=451, reply="4.7.1 greylisted", seconds=300)
POLICY = Refused(provider="test", code=550, reply="5.7.1 we do not like you")
NOBODY = Refused(provider="test", code=550, reply="5.1.1 no such user", is_address=True)


def _mail(mail_id: UUID) -> MailMessage:
    return MailMessage.objects.get(pk=mail_id)


def test_a_mail_is_sent_once_whatever_the_attempts(server: Server) -> None:
    one = draft()

    first, second = deliver(one, LETTER), deliver(one, LETTER)

    mail = _mail(one.id)
    assert first == second == {"sent": True, "recipient": "ada@example.org"}
    assert (len(server.taken), mail.state, mail.subject) == (1, MailState.SENT, "Hello")
    assert mail.body is not None
    assert messages.unpacked(mail.body) == {"text": "Hi", "html": "<p>Hi</p>"}


def test_an_answer_that_could_not_be_written_down_is_remembered(server: Server, monkeypatch: pytest.MonkeyPatch, redis: Redis) -> None:
    one = draft(job_id=UUID(int=7))
    with monkeypatch.context() as database:
        database.setattr(messages, "sent", Mock(side_effect=OperationalError("the database is away")))
        with pytest.raises(OperationalError):
            deliver(one, LETTER)
    assert _mail(one.id).state == MailState.QUEUED

    assert deliver(one, LETTER)["sent"]

    assert (len(server.taken), _mail(one.id).state) == (1, MailState.SENT)
    assert _mail(one.id).provider_id == f"at-the-provider-{one.id}"
    assert redis.keys("rq:marks:*") == []


def test_without_redis_mail_goes_all_the_same(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Marks, "made", Mock(side_effect=QueueUnavailable("away")))

    assert deliver(draft(job_id=UUID(int=7)), LETTER)["sent"]


def test_a_mail_that_a_provider_told_of_is_not_sent_again(server: Server) -> None:
    one = draft()
    messages.accept(one)
    MailMessage.objects.filter(pk=one.id).update(state=MailState.DELIVERED, sent_at=_mail(one.id).created_at)

    deliver(one, LETTER)

    assert (server.taken, _mail(one.id).state) == ([], MailState.DELIVERED)


def test_not_now_is_remembered_and_the_next_attempt_sends(server: Server) -> None:
    one = draft()
    server.answers = [NOT_NOW]

    with pytest.raises(MailDeferred) as refused:
        deliver(one, LETTER)

    assert (refused.value.retry_after, _mail(one.id).state, _mail(one.id).reason) == (300, MailState.DEFERRED, "451 4.7.1 greylisted")
    deliver(one, LETTER)
    assert (_mail(one.id).state, _mail(one.id).reason) == (MailState.SENT, "")
    assert [event.type for event in MailEvent.objects.filter(mail=one.id)] == ["deferred"]


def test_what_waits_for_a_rate_or_a_provider_costs_no_attempt_and_is_not_lost(server: Server) -> None:
    one = draft()
    server.answers = [Deferred(provider="test", code=0, reply="full", seconds=2, is_held=True), ProviderUnavailable(30)]

    for _ in range(2):
        with pytest.raises(Snooze):
            deliver(one, LETTER)
        assert _mail(one.id).state == MailState.QUEUED

    assert deliver(one, LETTER)["sent"]


def test_a_policy_rejects_a_mail_and_suppresses_nobody(server: Server) -> None:
    one = draft()
    server.answers = [POLICY]

    with pytest.raises(MailRefused):
        deliver(one, LETTER)

    assert (_mail(one.id).state, Suppression.objects.count()) == (MailState.REJECTED, 0)
    deliver(one, LETTER)
    assert _mail(one.id).state == MailState.SENT, "somebody let its job start afresh"


def test_a_mailbox_that_is_not_there_is_suppressed(server: Server) -> None:
    one = draft(recipient="Gone@example.org")
    server.answers = [NOBODY]

    with pytest.raises(MailRefused):
        deliver(one, LETTER)

    assert (_mail(one.id).state, Suppression.objects.get().address) == (MailState.BOUNCED, "gone@example.org")
    assert deliver(one, LETTER)["sent"] is False
    assert _mail(one.id).state == MailState.BOUNCED, "that nothing is mailed to it any more does not undo that it bounced"


def test_a_suppressed_address_gets_nothing(server: Server) -> None:
    one = draft()
    suppress("ada@example.org", SuppressionReason.COMPLAINT)

    assert deliver(one, LETTER) == {"sent": False, "recipient": "ada@example.org"}

    assert (server.taken, _mail(one.id).state, _mail(one.id).reason) == ([], MailState.SUPPRESSED, "complaint")


def test_a_mail_that_was_put_off_and_is_suppressed_meanwhile_says_so(server: Server) -> None:
    one = draft()
    server.answers = [NOT_NOW]
    with pytest.raises(MailDeferred):
        deliver(one, LETTER)
    suppress("ada@example.org", SuppressionReason.MANUAL)

    deliver(one, LETTER)

    assert _mail(one.id).state == MailState.SUPPRESSED


def test_a_mail_that_was_given_up_is_sent_when_somebody_tries_again(server: Server) -> None:
    job_id = draft().id
    one = draft(id=job_id, job_id=job_id)
    messages.accept(one)
    assert len(give_up(job_id, "too late")) == 1
    assert (_mail(one.id).state, _mail(one.id).reason) == (MailState.FAILED, "too late")

    deliver(one, LETTER)

    assert (_mail(one.id).state, _mail(one.id).reason) == (MailState.SENT, "")
    assert len(give_up(job_id, "too late")) == 0


def test_nothing_of_a_secret_mail_is_kept(server: Server) -> None:
    one = draft(is_secret=True, subject="042137 is your code", context={"otp": "042137"})
    messages.accept(one)

    deliver(one, Letter(subject="042137 is your code", text="042137", html="042137"))

    mail = _mail(one.id)
    assert (mail.is_secret, mail.subject, mail.context, mail.body) == (True, "", None, None)


def test_a_state_replaces_those_below_it_and_no_other() -> None:
    for lower, higher in pairwise(MailState):
        one = draft()
        messages.accept(one)
        MailMessage.objects.filter(pk=one.id).update(state=lower)

        assert messages.settle(one.id, higher)
        assert not messages.settle(one.id, lower)
        assert _mail(one.id).state == higher
