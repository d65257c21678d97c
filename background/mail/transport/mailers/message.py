"""A mail as a message of Django's."""

from anymail.message import AnymailMessage

from background.mail.outgoing import Outgoing

MAIL_ID = "mail_id"
"""What a provider is told to tell us back in its webhooks."""


def message(mail: Outgoing, *, sender: str) -> AnymailMessage:
    """Backends that are not anymail's do not look at what it has beyond Django's."""
    made = AnymailMessage(
        subject=mail.letter.subject,
        body=mail.letter.text,
        from_email=sender,
        to=[mail.to],
        headers={"Message-ID": f"<{mail.message_id}>", **mail.headers},
        metadata={MAIL_ID: str(mail.id)},
    )
    if mail.letter.html:
        made.attach_alternative(mail.letter.html, "text/html")
    return made
