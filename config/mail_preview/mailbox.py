"""Reads the mail that development delivered into `settings.MAIL_DIR`."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

MOST_SHOWN = 200
_ID = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")


class MailNotFound(LookupError):
    """There is no mail of that id, or it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One delivered message. `text` and `html` are empty when it has no such part."""

    id: str
    to: str
    subject: str
    sent_at: datetime
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str


def messages() -> list[Mail]:
    """The newest mail first, at most `MOST_SHOWN`. What cannot be read is left out."""
    names = sorted((path.stem for path in _folder().glob("*.eml")), reverse=True)
    return list(_readable(names[:MOST_SHOWN]))


def message(mail_id: str) -> Mail:
    """One mail by its id.

    Raises:
        MailNotFound: no such mail.
    """
    if not _ID.fullmatch(mail_id):
        raise MailNotFound(f"{mail_id!r} is not the id of a mail")
    try:
        return _read(mail_id)
    except (OSError, ValueError, LookupError, MessageError) as error:
        raise MailNotFound(f"there is no readable mail {mail_id}") from error


def _folder() -> Path:
    return Path(settings.MAIL_DIR) if settings.MAIL_DIR else Path("/nonexistent")


def _readable(names: list[str]) -> Iterator[Mail]:
    for name in names:
        try:
            yield message(name)
        except MailNotFound:
            continue


def _read(name: str) -> Mail:
    parsed = email.message_from_bytes((_folder() / f"{name}.eml").read_bytes(), policy=email.policy.default)
    return Mail(
        id=name,
        to=str(parsed["To"] or ""),
        subject=str(parsed["Subject"] or ""),
        sent_at=datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        headers=tuple((header, str(value)) for header, value in parsed.items()),
        text=_part(parsed, "plain"),
        html=_part(parsed, "html"),
    )


def _part(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""
