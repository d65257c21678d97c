"""What a mail said, as far as it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from background.constants import MailStream
from background.mail import messages
from background.mail.letters.letter import Letter, render
from background.mail.newsletters.write import writer
from background.models import MailMessage

MASKED_LINK = "#"
"""Whoever looks at a mail in the log should not take its recipient off the list."""


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """`is_made_again`: from the data that is kept of it and the template of today, so it may differ from what was sent."""

    letter: Letter
    is_made_again: bool = False


def letter_of(mail: MailMessage) -> KeptLetter | None:
    """None where nothing is kept: it holds a secret, it was not sent yet, or somebody wanted to be forgotten."""
    if mail.is_secret:
        return None
    if mail.body is not None:
        parts = messages.unpacked(mail.body)
        return KeptLetter(Letter(subject=mail.subject, text=parts["text"], html=parts["html"]))
    if mail.stream == MailStream.BULK and mail.context is not None:
        return _made_again(mail, mail.context)
    return None


def _made_again(mail: MailMessage, context: Mapping[str, object]) -> KeptLetter | None:
    values = {**context, "unsubscribe_url": MASKED_LINK}
    try:
        return KeptLetter(writer(mail.newsletter)(values) if mail.newsletter else render(mail.template, values), is_made_again=True)
    except Exception:  # a template that has changed since, or is no more, is no reason to show nothing of the mail
        return None
