"""A mail server as a provider: mails go out as fast as it answers."""

from collections.abc import Generator, Iterable, Iterator, Mapping

from background.constants import MailStream
from background.exceptions import PayloadInvalid
from background.mail.outcome import Refused
from background.mail.outgoing import Outgoing
from background.mail.transport.mime.addresses import address_of, on_the_wire
from background.mail.transport.mime.compose import composed
from background.mail.transport.provider import Answered
from background.mail.transport.sift import sifted
from background.mail.transport.smtp.courier import Courier
from background.mail.transport.smtp.envelope import Envelope
from background.mail.transport.smtp.server import Server
from background.mail.transport.smtp.verdict import CANNOT_BE_WRITTEN, verdict


class SmtpProvider:
    """`senders` says what stands in `From`, by the stream of a mail."""

    def __init__(self, server: Server, senders: Mapping[MailStream, str]) -> None:
        self.name = server.name
        self.server = server
        self._senders = senders
        self._sender_addresses = {stream: on_the_wire(address_of(sender)) for stream, sender in senders.items()}

    def send(self, mails: Iterable[Outgoing | None]) -> Generator[Answered, None, None]:
        return sifted(mails, self._written, self._sent)

    def _sent(self, envelopes: Iterable[Envelope[Outgoing] | None]) -> Iterator[Answered]:
        for envelope, answer in Courier(self.server, envelopes).answers():
            yield envelope.of, verdict(self.name, answer)

    def _written(self, mail: Outgoing) -> Envelope[Outgoing] | Refused:
        try:
            data = composed(mail, sender=self._senders[mail.stream])
            return Envelope(of=mail, sender=self._sender_addresses[mail.stream], recipients=(on_the_wire(mail.to),), data=data)
        except PayloadInvalid as error:
            return Refused(provider=self.name, code=CANNOT_BE_WRITTEN, reply=str(error))
