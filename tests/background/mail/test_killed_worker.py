"""A worker that is killed after a server took a mail, and before that is written down, has it sent once."""

import signal

import pytest
from redis import Redis

from background.constants import MailState
from background.engine.secret import Secret
from background.mail.bulk.recipient import Recipient
from background.models import MailMessage
from background.queues.email.queue import EmailQueue
from tests.background.mail.transport.services import SERVICES, Service, serving
from tests.background.queues.conftest import Mailbox
from tests.processes import die_at, manage


@pytest.fixture(autouse=True)
def _commits(transactional_db: None) -> None: ...


def test_a_mail_to_one_is_sent_once(sink: tuple[Mailbox, str], redis: Redis) -> None:
    mailbox, url = sink
    EmailQueue().add_otp_email_job(email="ada@example.org", customer_name="Ada", otp=Secret("042137"))

    assert die_at("background.mail.messages.sent", "email", MAIL_URL=url) == -signal.SIGKILL
    assert MailMessage.objects.get().sent_at is None
    _go_on(redis, url)

    assert [mail["To"] for mail in mailbox.messages] == ["ada@example.org"]
    assert (MailMessage.objects.get().state, redis.keys("rq:marks:*")) == (MailState.SENT, [])


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_mails_that_a_service_took_together_are_sent_once(name: str, redis: Redis) -> None:
    recipients = [Recipient(email=f"user{number}@example.org", context={"headline": "x", "html": "x", "text": "x"}) for number in range(7)]
    EmailQueue().add_bulk_email_jobs(template="newsletter", recipients=recipients)
    service = Service()

    with serving(name, service) as url:
        assert die_at("background.mail.bulk.outcomes.Outcomes._add_taken", "email", MAIL_URL=url) == -signal.SIGKILL
        assert set(MailMessage.objects.values_list("state", flat=True)) == {MailState.QUEUED}
        _go_on(redis, url)

    assert service.requests == [7]
    assert set(MailMessage.objects.values_list("state", flat=True)) == {MailState.SENT}
    assert redis.keys("rq:marks:*") == []


def _go_on(redis: Redis, url: str) -> None:
    """Another worker finds what the dead one held."""
    for lease in redis.zrange("rq:wip:email", 0, -1):
        redis.zadd("rq:wip:email", {lease: 1})  # as if its twenty seconds were over
    assert manage("rqworker", "email", "--burst", "--slots", "1", MAIL_URL=url).returncode == 0
