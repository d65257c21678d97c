"""What follows for a job when some of its mails were put off."""

from collections.abc import Collection

from background.exceptions import Snooze
from background.mail.address import without_addresses
from background.mail.exceptions import MailDeferred
from background.mail.outcome import Deferred


def raise_if_put_off(left: Collection[Deferred], *, is_last_attempt: bool) -> None:
    """Go on if none was.

    Raises:
        MailDeferred: a server put some off; that costs an attempt, and after the last they have failed.
        Snooze: only a rate of ours holds back those for which another attempt is left.
    """
    deferred, held = [outcome for outcome in left if not outcome.is_held], [outcome for outcome in left if outcome.is_held]
    if held and (is_last_attempt or not deferred):
        raise Snooze(_longest(held) or 0, f"{len(held)} mails wait: {held[0].reply}")
    if deferred:
        first = deferred[0]
        message = f"{first.provider} does not take {len(deferred)} of the mails now: {without_addresses(first.reason)}"
        raise MailDeferred(message, retry_after=_longest(deferred))


def _longest(outcomes: Collection[Deferred]) -> float | None:
    return max((outcome.seconds for outcome in outcomes if outcome.seconds is not None), default=None)
