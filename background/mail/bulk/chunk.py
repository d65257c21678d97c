"""Sends some of the mails of a mailing, one after the other, each at most once."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from background.constants import MailState, MailStream
from background.mail.bulk.mails import BulkMail, suppressed_among, unsent
from background.mail.bulk.outcomes import Outcomes
from background.mail.letters.letter import Letter
from background.mail.outgoing import Outgoing
from background.mail.people import gone_among
from background.mail.transport.transport import transport_for
from background.mail.unsubscribe.links import headers, unsubscribe_url

type Write = Callable[[Mapping[str, object]], Letter]
"""Makes a letter of what it says to one recipient."""


class Chunk:
    """The mails of one job. Whatever ends it, what is known of them is written down by then, or marked.

    Args:
        should_stop: asked before each mail; those that were handed over by then end as they would.
    """

    def __init__(self, mail_ids: Sequence[str], *, write: Write, outcomes: Outcomes, should_stop: Callable[[], bool]) -> None:
        self.size = len(mail_ids)
        self._mail_ids = mail_ids
        self._write = write
        self._outcomes = outcomes
        self._should_stop = should_stop

    def send(self) -> Iterator[int]:
        """How many have been answered, after each.

        Raises:
            ProviderUnavailable: nothing goes out at the moment.
        """
        mails = self._wanted(unsent(self._mail_ids))
        answers = transport_for(MailStream.BULK).send(self._written(mails))
        for number, (mail, outcome) in enumerate(answers, start=1):
            self._outcomes.note(mail, outcome)
            yield number

    def _wanted(self, mails: Sequence[BulkMail]) -> list[BulkMail]:
        """Those that are to be sent as things are now, which may not be as they were when the mailing was made."""
        suppressed = suppressed_among([mail.recipient for mail in mails])
        gone = gone_among([mail.user_id for mail in mails if mail.user_id])
        wanted = []
        for mail in mails:
            if reason := suppressed.get(mail.recipient):
                self._outcomes.settle([mail.id], MailState.SUPPRESSED, reason)
            elif mail.user_id in gone or not mail.recipient:
                self._outcomes.settle([mail.id], MailState.FAILED, "the person it is for is no more")
            else:
                wanted.append(mail)
        return wanted

    def _written(self, mails: Sequence[BulkMail]) -> Iterator[Outgoing]:
        for mail in mails:
            if self._should_stop():
                return
            url = unsubscribe_url(mail.recipient)
            try:
                letter = self._write({**(mail.context or {}), "unsubscribe_url": url})
            except Exception as error:  # what the template says of one recipient's data is no fault of the others
                reason = f"it cannot be written: {type(error).__name__}: {error}"
                self._outcomes.settle([mail.id], MailState.FAILED, reason)
                continue
            yield Outgoing(
                id=mail.id,
                to=mail.mailed_to,
                letter=letter,
                message_id=mail.message_id,
                stream=MailStream.BULK,
                headers=headers(url),
            )
