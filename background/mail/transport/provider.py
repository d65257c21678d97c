"""What takes mail."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from background.mail.outcome import HandedOver
from background.mail.outgoing import Outgoing
from background.mail.transport.unavailable import Unavailable

type Said = HandedOver | Unavailable
type Answered = tuple[Outgoing, Said]


class Provider(Protocol):
    """One server, or one account with a service. `name` is what the ledger of mail calls it."""

    name: str

    def send(self, mails: Iterable[Outgoing | None]) -> Iterator[Answered]:
        """As `Transport.send`, but never raises for what befalls a mail. A None among the mails says that nothing more comes for the
        moment: what was begun is ended first.
        """
        ...
