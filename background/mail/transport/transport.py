"""Which way mail of a stream goes."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from background.constants import MailStream
from background.mail.outcome import HandedOver
from background.mail.outgoing import Outgoing
from background.mail.transport.mailer import Mailer


class Transport(Protocol):
    def send(self, mails: Iterable[Outgoing]) -> Iterator[tuple[Outgoing, HandedOver]]:
        """Hand them over, in this order, and say of each what became of it before the next is given away for good.

        Raises:
            ProviderUnavailable: none of the rest was handed over.
        """
        ...


def transport_for(stream: MailStream) -> Transport:
    """The way for mail of this stream, as `settings.MAILERS` says."""
    return Mailer(stream)
