"""A provider that is left alone while it is in trouble, and gets no more than its rate."""

from collections.abc import Iterable, Iterator

from background.mail.outcome import Deferred
from background.mail.outgoing import Outgoing
from background.mail.transport.breaker import Breaker
from background.mail.transport.pace import Pace
from background.mail.transport.provider import Answered, Provider, Said
from background.mail.transport.sift import sifted
from background.mail.transport.unavailable import Unavailable


class Guarded:
    def __init__(self, provider: Provider, breaker: Breaker, pace: Pace) -> None:
        self.name = provider.name
        self._provider = provider
        self._breaker = breaker
        self._pace = pace

    def send(self, mails: Iterable[Outgoing | None]) -> Iterator[Answered]:
        return sifted(mails, self._admitted, self._noted)

    def seconds_shut(self) -> float:
        """For how much longer it is left alone; 0 when it is not."""
        return self._breaker.seconds_shut()

    def _admitted(self, mail: Outgoing) -> Outgoing | Deferred | Unavailable:
        return self._breaker.refusal() or self._pace.refusal(mail) or mail

    def _noted(self, mails: Iterable[Outgoing | None]) -> Iterator[Answered]:
        noted: Said | None = None
        for mail, said in self._provider.send(mails):
            if said is not noted:  # what is said once of several mails is one failure
                self._breaker.note(said)
            noted = said
            yield mail, said
