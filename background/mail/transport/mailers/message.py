"""Mails as messages of Django's."""

from collections.abc import Sequence

from anymail.message import AnymailMessage

from background.mail.outgoing import Outgoing
from background.mail.transport.mailers.merging import Merging
from background.mail.transport.mailers.shared_text import Fields, common

MAIL_ID = "mail_id"
"""What a provider is told to tell us back in its webhooks."""
MOST_OWN = 10_000
"""Bytes that are one recipient's own; SendGrid takes no more."""


def message(mail: Outgoing, *, sender: str) -> AnymailMessage:
    """Backends that are not anymail's do not look at what it has beyond Django's."""
    made = AnymailMessage(
        subject=mail.letter.subject,
        body=mail.letter.text,
        from_email=sender,
        to=[mail.to],
        headers={**_message_id(mail), **mail.headers},
        metadata={MAIL_ID: str(mail.id)},
    )
    if mail.letter.html:
        made.attach_alternative(mail.letter.html, "text/html")
    return made


def message_to_many(mails: Sequence[Outgoing], *, sender: str, merging: Merging) -> AnymailMessage | None:
    """One that the service makes a mail of for each of them; None where they have too little in common."""
    fields = Fields(merging.form)
    subject = common([mail.letter.subject for mail in mails], fields)
    text, html = common([mail.letter.text for mail in mails], fields), common([mail.letter.html for mail in mails], fields)
    own = {mail.to: fields.of(index) for index, mail in enumerate(mails)}
    if any(sum(len(value.encode()) for value in values.values()) > MOST_OWN for values in own.values()):
        return None
    made = AnymailMessage(
        subject=subject,
        body=text,
        from_email=sender,
        to=list(own),
        merge_data=own,
        merge_metadata={mail.to: {MAIL_ID: str(mail.id)} for mail in mails},
        merge_headers={mail.to: {**(_message_id(mail) if merging.is_told_message_ids else {}), **mail.headers} for mail in mails},
        esp_extra=dict(merging.extra),
    )
    if html:
        made.attach_alternative(html, "text/html")
    return made


def _message_id(mail: Outgoing) -> dict[str, str]:
    return {"Message-ID": f"<{mail.message_id}>"}
