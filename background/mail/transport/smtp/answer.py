"""What became of an envelope, in the server's own words."""

from dataclasses import dataclass

from background.mail.transport.smtp.reply import Reply
from background.mail.transport.unavailable import Trouble


@dataclass(frozen=True, slots=True)
class Opening:
    """The replies to MAIL, to each RCPT, and to DATA; what was not asked any more has none."""

    mail: Reply
    recipients: tuple[Reply, ...] = ()
    data: Reply | None = None

    @property
    def wants_data(self) -> bool:
        return bool(self.data and self.data.code == 354)

    @property
    def takes_message(self) -> bool:
        """Whether there is somebody for whom the server wants it."""
        return self.wants_data and self.mail.is_good and any(reply.is_good for reply in self.recipients)


@dataclass(frozen=True, slots=True)
class Heard:
    """The server said everything. `closing` is its reply to the end of the message, where it wanted one."""

    opening: Opening
    closing: Reply | None


@dataclass(frozen=True, slots=True)
class Unheard:
    """The whole message was given away, and no answer came. Nobody knows whether it was taken."""

    why: str


class Barred(Exception):
    """The message was not given away: there is no connection, or none that the server lets us use. An answer, or raised."""

    def __init__(self, trouble: Trouble, code: int, text: str) -> None:
        super().__init__(text)
        self.trouble = trouble
        self.code = code
        self.text = text


type Answer = Heard | Unheard | Barred
