"""What became of a mail that was handed over."""

from collections.abc import Sequence
from dataclasses import dataclass

from background.constants import MailState
from background.mail.outgoing import Outgoing


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The server has taken it; `provider_id` is what it calls the mail.

    `along` are all that were taken in the same request, where that was for several, each with what the server calls it. They are told of
    one by one as well; here is what is known at once.
    """

    provider: str
    provider_id: str = ""
    along: Sequence[tuple[Outgoing, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """For good. `is_address` says that it is for the recipient's sake: there is no such mailbox. `is_incapable` says that the provider has
    not what this mail needs, and another may have it."""

    provider: str
    code: int
    reply: str
    is_address: bool = False
    is_incapable: bool = False

    @property
    def state(self) -> MailState:
        return MailState.BOUNCED if self.is_address else MailState.REJECTED

    @property
    def reason(self) -> str:
        return f"{self.code} {self.reply}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Not now; another attempt may succeed, and may be asked for no earlier than in `seconds`, where the server said so.

    `is_held` says that it was not handed over at all: a rate of ours has no room for it before `seconds` are over. That costs no attempt.
    """

    provider: str
    code: int
    reply: str
    seconds: float | None = None
    is_held: bool = False

    @property
    def reason(self) -> str:
        """Without a code where no server said anything."""
        return f"{self.code} {self.reply}" if self.code else self.reply


type HandedOver = Accepted | Refused | Deferred
