"""Writes down what a provider tells, each thing once, and gives the mail the state that follows."""

from django.db import transaction

from background.mail.suppressions import suppress
from background.mail.tracking.join import attach, mail_of
from background.mail.tracking.news import News
from background.models import MailEvent


def record(news: News) -> MailEvent:
    """Told again it changes nothing. Told before we know by which id the provider knows the mail, it waits for us to learn that.

    The row comes first, and is looked for by whoever notes that the mail was sent after that is noted: so one of both sees the other.
    """
    event = _written(news)
    mail = mail_of(event)
    if mail:
        attach(event, mail)
    return event


@transaction.atomic
def _written(news: News) -> MailEvent:
    event, is_new = MailEvent.objects.get_or_create(
        provider=news.provider,
        event_id=news.event_id,
        defaults={
            "provider_id": news.provider_id,
            "recipient": news.recipient,
            "type": news.type,
            "detail": news.detail,
            "at": news.at,
        },
    )
    if is_new and news.suppress and news.recipient:
        suppress(news.recipient, news.suppress, detail=news.detail)
    return event
