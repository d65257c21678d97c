"""The way of a stream: to the provider that is preferred, or to the next one while that is in trouble, or cannot carry a mail."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

from background.mail.address import without_addresses
from background.mail.exceptions import ProviderUnavailable
from background.mail.outcome import Deferred, HandedOver, Refused
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
        for mail, said in self._providers[0].send(map(self._override.redirected, mails)):
            yield self._override.original(mail), self._settled(self._asked(mail, said))

    def _asked(self, mail: Outgoing, said: Said) -> Iterator[tuple[Guarded, Said]]:
        """What the first said, and what each other one says when it is asked."""
        first, *others = self._providers
        yield first, said
        for provider in others:
            ((_, said),) = provider.send([mail])
            yield provider, said

    def _settled(self, answers: Iterator[tuple[Guarded, Said]]) -> HandedOver:
        """It is final that a mail cannot be carried only if that is so of each provider: one in trouble may be able to."""
        in_trouble: dict[Guarded, Unavailable] = {}
        for provider, said in answers:
            match said:
                case Unavailable():
                    in_trouble[provider] = said
                case Refused(is_incapable=True):
                    refused = said
                case _:
                    return said
        return self._deferred(in_trouble) if in_trouble else refused

    def _deferred(self, in_trouble: Mapping[Guarded, Unavailable]) -> Deferred:
        """What a policy says may be about this mail, which then has one attempt less. Silence and locked doors are about nobody's mail;
        while others carry what this one could not be given, it alone waits."""
        said = tuple(in_trouble.values())[-1]
        seconds = min(provider.seconds_shut() for provider in in_trouble)
        if not seconds or (said.is_tried and said.trouble is Trouble.POLICY):
            return Deferred(provider=said.provider, code=said.code, reply=said.reply)
        reason = f"{said.provider} takes no mail: {without_addresses(said.reply)}"
        if len(in_trouble) == len(self._providers):
            raise ProviderUnavailable(seconds, reason)
        return Deferred(provider=said.provider, code=0, reply=reason, seconds=seconds, is_held=True)
