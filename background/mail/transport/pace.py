"""How many mails may go out in a time: to a provider, and to the people behind one domain."""

import time
from collections.abc import Mapping

from background.constants import MailStream
from background.exceptions import QueueUnavailable
from background.mail.address import comparable_domain
from background.mail.outcome import Deferred
from background.mail.outgoing import Outgoing
from background.mail.transport.rate import Rate
from background.rq_adapter.paces import take_place

PATIENCE = {MailStream.TRANSACTIONAL: 5.0, MailStream.BULK: 0.5}
"""Seconds that a mail waits here for its turn; if it would be more, its job waits instead. Whom somebody waits for is never behind
more than half a second of those that many are sent."""
OTHER_DOMAINS = "*"


class Pace:
    """`per_domain` has rates by domain in its comparable form, and perhaps one for each other domain under `*`."""

    def __init__(self, provider: str, rate: Rate | None, per_domain: Mapping[str, Rate]) -> None:
        self._provider = provider
        self._rate = rate
        self._per_domain = per_domain

    def refusal(self, mail: Outgoing) -> Deferred | None:
        """None when the mail may go now; its turn is waited for, if that comes soon."""
        rates = self._rates(mail)
        if not rates:
            return None
        try:
            place = take_place(rates, patience=PATIENCE[mail.stream])
        except QueueUnavailable:  # as many as there are workers will not do much harm until it is back
            return None
        if place.is_taken:
            time.sleep(place.seconds)
            return None
        reply = f"the rate of {' or '.join(rates)} has room for it in {place.seconds:.1f} s"
        return Deferred(provider=self._provider, code=0, reply=reply, seconds=place.seconds, is_held=True)

    def _rates(self, mail: Outgoing) -> dict[str, tuple[float, float]]:
        domain = comparable_domain(mail.to.rpartition("@")[2])
        of_domain = self._per_domain.get(domain) or self._per_domain.get(OTHER_DOMAINS)
        named = {f"mail:{self._provider}": self._rate, f"domain:{domain}": of_domain}
        return {name: (rate.interval, rate.tolerance) for name, rate in named.items() if rate}
