"""What a backend's answer means for a mail to one recipient."""

import smtplib
from collections.abc import Sequence
from dataclasses import replace

import requests
import urllib3
from anymail.exceptions import AnymailAPIError, AnymailError
from anymail.message import AnymailRecipientStatus
from django.core.mail import EmailMessage

from background.engine.retry_after import retry_after
from background.mail.outcome import Accepted, Deferred, Refused
from background.mail.transport.provider import Answered, Said
from background.mail.transport.smtp.reply import Reply
from background.mail.transport.smtp.verdict import CANNOT_BE_WRITTEN, of_the_mail
from background.mail.transport.unavailable import Trouble, Unavailable

UNAUTHORIZED, FORBIDDEN, TIMEOUT, TOO_MANY, SERVER_ERROR = 401, 403, 408, 429, 500


def of_status(provider: str, message: EmailMessage, recipient: str) -> Said:
    """What anymail found in the answer of a service; backends of others say nothing, and mean that they took it."""
    status = getattr(message, "anymail_status", None)
    found = _found(status.recipients, recipient) if status and status.recipients else None
    return _of_recipient(provider, found) if found else Accepted(provider=provider)


def together(answers: Sequence[Answered]) -> Sequence[Answered]:
    """Answers to one request. Each mail that was taken knows of the others."""
    taken = tuple((mail, said.provider_id) for mail, said in answers if isinstance(said, Accepted))
    return [(mail, replace(said, along=taken) if isinstance(said, Accepted) else said) for mail, said in answers]


def _found(recipients: dict[str, AnymailRecipientStatus], recipient: str) -> AnymailRecipientStatus | None:
    """A service may write an address back in another case; then anymail calls the one that it was asked for failed."""
    named = [status for address, status in recipients.items() if address.lower() == recipient.lower()]
    return min(named, key=lambda status: status.status == "failed", default=None)


def _of_recipient(provider: str, found: AnymailRecipientStatus) -> Said:
    match found.status:
        case "invalid":
            return Refused(provider=provider, code=550, reply="the service calls the address invalid", is_address=True)
        case "rejected":  # it is on the service's own list, for a reason that only its webhook tells
            return Refused(provider=provider, code=550, reply="the service mails nothing to this address")
        case "failed":
            return Deferred(provider=provider, code=450, reply="the service could not send it")
        case _:
            return Accepted(provider=provider, provider_id="" if found.message_id is None else str(found.message_id)[:255])


def of_error(provider: str, error: Exception) -> Said:
    """
    Raises:
        Exception: the error itself, if it says nothing about mail.
    """
    match error:
        case AnymailAPIError():
            return _of_api(provider, error)
        case AnymailError() | ValueError():
            return Refused(provider=provider, code=CANNOT_BE_WRITTEN, reply=str(error)[:500])
        case smtplib.SMTPAuthenticationError(smtp_code=code):
            return Unavailable(provider=provider, trouble=Trouble.NOT_LET_IN, code=code, reply=str(error))
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            ((code, text),) = recipients.values()
            return of_the_mail(provider, _reply(code, text), is_recipient=True)
        case smtplib.SMTPConnectError():
            return Unavailable(provider=provider, trouble=Trouble.NO_ANSWER, code=error.smtp_code, reply=str(error))
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=text):
            return of_the_mail(provider, _reply(code, text))
        case OSError():
            return Unavailable(provider=provider, trouble=Trouble.NO_ANSWER, code=0, reply=str(error) or type(error).__name__)
    raise error


def _of_api(provider: str, error: AnymailAPIError) -> Said:
    status, reply = error.status_code or 0, str(error)[:500]
    if status in {UNAUTHORIZED, FORBIDDEN}:
        return Unavailable(provider=provider, trouble=Trouble.NOT_LET_IN, code=status, reply=reply)
    if status in {TIMEOUT, TOO_MANY}:
        return Deferred(provider=provider, code=status, reply=reply, seconds=retry_after(error))
    if 0 < status < SERVER_ERROR:
        return Refused(provider=provider, code=status, reply=reply)
    if _may_have_been_taken(error):
        return Deferred(provider=provider, code=0, reply=f"the service has the mail and did not say whether it takes it: {reply}")
    return Unavailable(provider=provider, trouble=Trouble.NO_ANSWER, code=status, reply=reply)


def _may_have_been_taken(error: AnymailAPIError) -> bool:
    """The service was reached, and then no whole answer came. The error is one of `requests`, too."""
    if isinstance(error, (requests.ReadTimeout, requests.exceptions.ChunkedEncodingError)):
        return True
    cause = error.__cause__
    return isinstance(cause, requests.ConnectionError) and isinstance(next(iter(cause.args), None), urllib3.exceptions.ProtocolError)


def _reply(code: int, text: bytes | str) -> Reply:
    return Reply(code, text.decode(errors="replace") if isinstance(text, bytes) else text)
