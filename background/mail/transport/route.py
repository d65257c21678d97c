"""The way of a stream: to the provider that is preferred, or to the next one while that is in trouble."""

from collections.abc import Generator, Iterable, Sequence

from background.mail.address import without_addresses
from background.mail.exceptions import ProviderUnavailable
from background.mail.outcome import Deferred, HandedOver
from background.mail.outgoing import Outgoing
from background.mail.transport.guarded import Guarded
from background.mail.transport.override import Override
from background.mail.transport.provider import Said
from background.mail.transport.unavailable import Trouble, Unavailable


class Route:
    """A transport. Whether a mail goes elsewhere is decided before it is given away; one that may have been taken goes nowhere else."""

    def __init__(self, providers: Sequence[Guarded], override: Override) -> None:
        self._providers = providers
        self._override = override

    def send(self, mails: Iterable[Outgoing]) -> Generator[tuple[Outgoing, HandedOver], None, None]:
        first, *others = self._providers
        for mail, said in first.send(map(self._override.redirected, mails)):
            yield self._override.original(mail), self._settled(mail, said, others)

    def _settled(self, mail: Outgoing, said: Said, others: Sequence[Guarded]) -> HandedOver:
        for provider in others:
            if not isinstance(said, Unavailable):
                return said
            ((_, said),) = provider.send([mail])
        return self._deferred(said) if isinstance(said, Unavailable) else said

    def _deferred(self, said: Unavailable) -> Deferred:
        """What a policy says may be about this mail, which then has one attempt less. Silence and locked doors are about nobody's mail."""
        if not said.is_tried or said.trouble is not Trouble.POLICY:
            seconds = min(provider.seconds_shut() for provider in self._providers)
            if seconds:
                raise ProviderUnavailable(seconds, f"{said.provider} takes no mail: {without_addresses(said.reply)}")
        return Deferred(provider=said.provider, code=said.code, reply=said.reply)
