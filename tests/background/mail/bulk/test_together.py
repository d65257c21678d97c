"""A mailing through a service that takes many mails at once: what becomes of each is in the ledger, as of any other."""

import pytest
from pytest_django import Settings
from redis import Redis

from background.constants import MailState
from background.mail.bulk.recipient import Recipient
from background.models import MailEvent, MailMessage
from background.queues.email.queue import EmailQueue
from config.settings.mail import mailer
from tests.background.mail.transport.services import Service, serving
from tests.background.worker import run_all

BAD = "user3@example.org"


def mail_to(number: int) -> list[str]:
    """The jobs that mail to so many."""
    recipients = [
        Recipient(email=f"User{n}@example.org", context={"headline": "News", "html": f"Dear {n}", "text": f"Dear {n}"})
        for n in range(number)
    ]
    return list(EmailQueue().add_bulk_email_jobs(template="newsletter", recipients=recipients).job_ids)


def states() -> dict[str, str]:
    return dict(MailMessage.objects.values_list("recipient", "state"))


@pytest.mark.parametrize(
    ("name", "requests", "of_the_bad", "reason"),
    [
        ("mailgun", [5, 1, 1, 1, 1, 1], MailState.REJECTED, "400 "),  # all refused for the sake of one, and then each alone
        ("mailjet", [5], MailState.DEFERRED, "450 the service could not send it"),
    ],
)
def test_one_that_is_refused_is_told_from_those_that_are_taken(
    settings: Settings, name: str, requests: list[int], of_the_bad: MailState, reason: str
) -> None:
    service = Service(bad={"User3@example.org"})
    with serving(name, service) as url:
        settings.MAILERS = {"default": mailer(url)}
        mail_to(5)
        run_all("email")

    assert service.requests == requests
    assert states() == {f"user{n}@example.org": MailState.SENT for n in range(5)} | {BAD: of_the_bad}
    assert MailMessage.objects.get(recipient=BAD).reason.startswith(reason)
    taken = MailMessage.objects.filter(state=MailState.SENT)
    assert {mail.mail_id for mail in service.delivered} == {str(mail.pk) for mail in taken if mail.provider_id}


@pytest.mark.parametrize("answer", [(429, {"Retry-After": "30"}), (500, {})])
def test_what_is_put_off_together_is_tried_again_together(settings: Settings, redis: Redis, answer: tuple[int, dict[str, str]]) -> None:
    service = Service(answers=[answer])
    with serving("mailgun", service) as url:
        settings.MAILERS = {"default": mailer(url)}
        (job_id,) = mail_to(5)
        run_all("email")
        put_off = set(states().values())
        redis.zadd("rq:scheduled:email", {job_id: 1}, xx=True)
        run_all("email")

    assert put_off == {MailState.DEFERRED}
    assert service.requests == [5]
    assert set(states().values()) == {MailState.SENT}
    assert MailEvent.objects.filter(type=MailState.DEFERRED).count() == 5
