"""A mailing: all the mails of one batch of jobs."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from background.constants import MailState
from background.mail.bulk.mails import CALLED_OFF, UNSENT_STATES
from background.models import MailMessage


@dataclass(frozen=True, slots=True)
class MailingProgress:
    """How many mails of a mailing are in which state."""

    counts: Mapping[MailState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def sent(self) -> int:
        """A server has taken them, whatever came of them after."""
        return self._number(MailState.SENT, MailState.DELIVERED, MailState.COMPLAINED)

    @property
    def failed(self) -> int:
        return self._number(MailState.FAILED, MailState.REJECTED, MailState.BOUNCED)

    @property
    def suppressed(self) -> int:
        return self._number(MailState.SUPPRESSED)

    @property
    def waiting(self) -> int:
        return self._number(MailState.QUEUED, MailState.DEFERRED)

    @property
    def percent(self) -> int:
        """Rounded down: 100 means that nothing waits any more."""
        return 100 * (self.total - self.waiting) // self.total if self.total else 0

    def _number(self, *states: MailState) -> int:
        return sum(self.counts.get(state, 0) for state in states)


def progress_of(batch_id: UUID) -> MailingProgress:
    return progress_of_all([batch_id])[batch_id]


def progress_of_all(batch_ids: Collection[UUID]) -> dict[UUID, MailingProgress]:
    """Of each of these, in one statement, from an index, and one more where some are put off: a mail that was, after a server had taken it,
    counts as sent. Nobody sends it again."""
    mails = MailMessage.objects.filter(batch_id__in=batch_ids).order_by()
    counts: dict[UUID, Counter[MailState]] = {batch_id: Counter() for batch_id in batch_ids}
    for batch_id, state, number in mails.values_list("batch_id", "state").annotate(number=Count("id")):
        counts[batch_id][MailState(state)] = number
    if any(of_batch[MailState.DEFERRED] for of_batch in counts.values()):
        taken = mails.filter(state=MailState.DEFERRED, sent_at__isnull=False)
        for batch_id, number in taken.values_list("batch_id").annotate(number=Count("id")):
            counts[batch_id].update({MailState.SENT: number, MailState.DEFERRED: -number})
    return {batch_id: MailingProgress(of_batch) for batch_id, of_batch in counts.items()}


def call_off(batch_id: UUID) -> int:
    """None of its mails that wait is sent, whatever becomes of its jobs; how many there were."""
    waiting = MailMessage.objects.filter(batch_id=batch_id, state__in=UNSENT_STATES, sent_at=None)
    return waiting.update(state=MailState.FAILED, reason=CALLED_OFF, state_at=timezone.now())
