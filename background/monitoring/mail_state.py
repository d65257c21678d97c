"""Whether mail goes out, in words that may be read by everybody."""

from collections import Counter

from background.exceptions import QueueUnavailable, UnreadableData
from background.mail.transport.breaker import CIRCUITS
from background.monitoring.wording import counted
from background.rq_adapter.circuits import shut


def mail_circuits() -> dict[str, str]:
    """Why mail providers are left alone, by their names; nothing where all of them take mail.

    Raises:
        QueueUnavailable: Redis does not answer, where it is written down.
    """
    return {name.removeprefix(CIRCUITS): why for name, why in shut().items() if name.startswith(CIRCUITS)}


def mail_state() -> str:
    """ "ok", or how many providers are left alone and why; not which they are, and nothing of what they said."""
    try:
        troubles = Counter(why.partition(":")[0] for why in mail_circuits().values())
    except QueueUnavailable:
        return "unknown while Redis does not answer"
    except UnreadableData:
        return "unknown, for in Redis its key is not what it should be"
    return "; ".join(f"{counted(number, 'provider')} left alone: {trouble}" for trouble, number in troubles.items()) or "ok"
