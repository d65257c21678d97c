"""The ids of the mails of a job that sends several: the same in every attempt."""

from hashlib import sha256
from uuid import UUID

from background.mail.address import comparable

_CHANCE = (1 << 62) - 1


def mail_id_for(job_id: UUID, recipient: str) -> UUID:
    """A UUIDv7 of its job's moment (RFC 9562, 5.7), whose chance is the recipient's."""
    digest = sha256(job_id.bytes + comparable(recipient).encode()).digest()
    return UUID(int=(job_id.int >> 62 << 62) | int.from_bytes(digest[:8]) & _CHANCE)
