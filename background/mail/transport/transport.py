"""Which way mail of a stream goes."""

from collections.abc import Generator, Iterable
from typing import Protocol

from background.constants import MailStream
from background.mail.outcome import HandedOver
from background.mail.outgoing import Outgoing
from background.mail.transport.routes import route


class Transport(Protocol):
    def send(self, mails: Iterable[Outgoing]) -> Generator[tuple[Outgoing, HandedOver], None, None]:
        """Hand them over, in this order, and say of each what became of it before the next is given away for good.

        A caller who writes down each outcome before asking for the next one can lose one answer at most, when it is killed; where a
        service takes many mails in one request, those of one request, unless it writes down all that `Accepted.along` names. It may take
        its time, or stop: what was not answered by then was not given away, but for the others of such a request. The iterable is read
        ahead: one mail, or as many as go in a request.

        Raises:
            ProviderUnavailable: what was not told of was not handed over.
        """
        ...


def transport_for(stream: MailStream) -> Transport:
    """The way for mail of this stream, as `settings.MAIL_ROUTES` says."""
    return route(stream)
