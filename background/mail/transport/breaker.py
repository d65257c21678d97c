"""Leaves a provider alone that is in trouble, and raises the alarm once."""

import logging
import time

from django.dispatch import Signal

from background.exceptions import QueueUnavailable
from background.mail.address import without_addresses
from background.mail.outcome import Deferred
from background.mail.transport.provider import Said
from background.mail.transport.unavailable import Trouble, Unavailable
from background.rq_adapter import circuits

log = logging.getLogger("background.email")

provider_shut = Signal()
"""The alarm: `sender` is the provider's name, `trouble` what is the matter, `reason` its own words, without whole addresses.
Sent once until it works again."""
provider_mended = Signal()
"""It takes mail again; `sender` is its name."""

MOST_FAILURES = 6
WEIGHTS = {Trouble.NOT_LET_IN: MOST_FAILURES, Trouble.POLICY: 2, Trouble.NO_ANSWER: 2}
"""To a wrong password no further try helps; a policy may be about one mail, and silence about one moment: three in a row say more."""
LOOK_EVERY = 1.0
"""Seconds for which a provider that works is believed to, though another process may have found out otherwise."""
PROBE_SECONDS = 5.0
CIRCUITS = "mail:"
"""How the names of their circuits begin."""


class Breaker:
    """Of one provider. All processes know the same; without Redis each goes on trying."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._circuit = f"{CIRCUITS}{provider}"
        self._looks_again_at = 0.0
        self._shut_until = 0.0
        self._why = ""
        self._is_doubtful = True
        self._mends_at = 0.0

    def refusal(self) -> Unavailable | None:
        """What to say of a mail while the provider is left alone; None when it may be tried."""
        now = time.monotonic()
        if now >= self._shut_until and (now < self._looks_again_at or self._may_try(now)):
            return None
        seconds = self.seconds_shut()
        reply = f"left alone for {seconds:.0f} s more: {self._why}"
        return Unavailable(provider=self._provider, trouble=Trouble.NO_ANSWER, code=0, reply=reply, is_tried=False, seconds=seconds)

    def seconds_shut(self) -> float:
        """For how much longer it is left alone, as far as this process knows."""
        return max(0.0, self._shut_until - time.monotonic())

    def note(self, said: Said) -> None:
        """Learn from what the provider said."""
        match said:
            case Unavailable(trouble=trouble, code=code, reply=reply):
                self._fail(trouble, f"{code} {reply}" if code else reply)
            case Deferred(code=0, reply=reply):
                self._fail(Trouble.NO_ANSWER, reply)
            case _ if self._is_doubtful and time.monotonic() >= self._mends_at:
                self._mend()

    def _may_try(self, now: float) -> bool:
        self._looks_again_at = now + LOOK_EVERY
        try:
            shut = circuits.ask(self._circuit)
        except QueueUnavailable:
            return True
        if shut:
            self._shut_until, self._why, self._is_doubtful = now + shut.seconds, shut.why, True
        elif self._shut_until:  # this mail is the probe, and those of other threads wait for what becomes of it
            self._shut_until = now + PROBE_SECONDS
        return shut is None

    def _fail(self, trouble: Trouble, reason: str) -> None:
        self._is_doubtful, reason = True, without_addresses(reason)
        why = f"{trouble}: {reason}"[:500]
        try:
            failed = circuits.fail(self._circuit, weight=WEIGHTS[trouble], most=MOST_FAILURES, why=why)
        except QueueUnavailable:
            return
        self._shut_until, self._why = (time.monotonic() + failed.shut_for, why) if failed.shut_for else (0.0, "")
        if failed.is_news:
            log.error("mail provider shut", extra={"provider": self._provider, "trouble": trouble.value, "reason": reason[:200]})
            provider_shut.send_robust(self._provider, trouble=trouble, reason=reason)

    def _mend(self) -> None:
        try:
            had_been_shut = circuits.mend(self._circuit)
        except QueueUnavailable:
            self._mends_at = time.monotonic() + LOOK_EVERY
            return
        self._is_doubtful, self._shut_until = False, 0.0
        if had_been_shut:
            log.info("mail provider works again", extra={"provider": self._provider})
            provider_mended.send_robust(self._provider)
