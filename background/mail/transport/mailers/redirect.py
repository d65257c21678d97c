"""What Django's own functions mail through one of anymail's services goes to one address, too, where all mail does."""

from anymail.signals import pre_send
from django.conf import settings
from django.core.mail import EmailMessage

from background.mail.transport.override import ORIGINAL

_SAYS_TO_WHOM = {"to", "cc", "bcc"}


def start_redirecting() -> None:
    """Once, when Django starts."""
    pre_send.connect(_redirect, dispatch_uid="background.mail.redirect")


def _redirect(message: EmailMessage, **_: object) -> None:
    """Mail of jobs is on its way there already."""
    recipients = message.recipients()
    if not settings.MAIL_OVERRIDE_TO or recipients == [settings.MAIL_OVERRIDE_TO]:
        return
    others = {name: value for name, value in message.extra_headers.items() if name.lower() not in _SAYS_TO_WHOM}
    message.extra_headers = {**others, ORIGINAL: ", ".join(recipients)}
    message.to, message.cc, message.bcc = [settings.MAIL_OVERRIDE_TO], [], []
