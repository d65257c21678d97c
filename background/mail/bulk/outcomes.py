"""What became of the mails of a chunk: marked at once, written down together."""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from background.constants import MailState, SuppressionReason
from background.ledger.bulk import advance_rows
from background.ledger.statements import Row
from background.mail import messages
from background.mail.outcome import Accepted, Deferred, HandedOver, Refused
from background.mail.outgoing import Outgoing
from background.mail.suppressions import suppress
from background.mail.tracking.join import LONGEST_REASON, bare, join
from background.models import MailEvent, MailMessage
from background.rq_adapter.marks import Marks

WRITTEN_EVERY = 1.0
_COLUMNS = ("id", "state", "state_at", "reason", "sent_at", "provider", "provider_id", "subject")
PROVIDER_ID = _COLUMNS.index("provider_id")
_GUARDED = ("state", "state_at", "reason")


class Mark(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A server has taken this mail."""

    id: UUID
    at: datetime
    provider: str
    provider_id: str
    subject: str


class Outcomes:
    """Of one chunk. `left` are those that another attempt may send, each with how it was put off."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._rows: dict[MailState, list[Row]] = {}
        self._events: list[MailEvent] = []
        self._written_at = time.monotonic()
        self._along: set[UUID] = set()
        self.left: dict[UUID, Deferred] = {}
        self.counts = dict.fromkeys((MailState.SENT, MailState.SUPPRESSED, MailState.FAILED), 0)

    def recall(self) -> int:
        """Write down the mails that an earlier attempt saw taken, and had no time to write down; how many there were."""
        marks = [msgspec.msgpack.decode(raw, type=Mark) for raw in self._marks.made()]
        for mark in marks:
            self._add_taken(mark)
        self.write_down()
        return len(marks)

    def note(self, mail: Outgoing, outcome: HandedOver) -> None:
        match outcome:
            case Accepted():
                self._note_taken(mail, outcome)
            case Refused():
                self._note_refused(mail, outcome)
            case Deferred():
                self._note_deferred(mail, outcome)
        if time.monotonic() - self._written_at >= WRITTEN_EVERY:
            self.write_down()

    def settle(self, mail_ids: Iterable[UUID], state: MailState, reason: str) -> None:
        """They are not handed over."""
        for mail_id in mail_ids:
            self._add(state, mail_id, reason=reason[:LONGEST_REASON])

    def write_down(self) -> None:
        """All that is known so far, or nothing of it, and then again when this is called again."""
        with transaction.atomic():
            for state, rows in self._rows.items():
                guard = ("state", [below.value for below in state.below])
                advance_rows(MailMessage, _COLUMNS, rows, guarded=_GUARDED, only_from=guard, using=DEFAULT_DB_ALIAS)
            MailEvent.objects.bulk_create(self._events)
        named = [row for row in self._rows.get(MailState.SENT, ()) if row[PROVIDER_ID]]
        self._rows.clear()
        self._events.clear()
        self._written_at = time.monotonic()
        self._join(named)  # not before others can see the rows: whoever hears of a mail by then has looked for it in vain

    def _note_taken(self, mail: Outgoing, accepted: Accepted) -> None:
        """Those that were taken along are marked with the first that is told of: no moment is left in which some are known and not kept."""
        if mail.id in self._along:
            return
        taken, now = accepted.along or [(mail, accepted.provider_id)], timezone.now()
        marks = [Mark(one.id, now, accepted.provider, provider_id, one.letter.subject) for one, provider_id in taken]
        are_marked = self._marks.make(*map(msgspec.msgpack.encode, marks))
        for mark in marks:
            self._add_taken(mark)
        self._along.update(one.id for one, _ in accepted.along)
        if not are_marked:
            self.write_down()

    def _note_refused(self, mail: Outgoing, refused: Refused) -> None:
        self._add_turned_down(mail.id, refused.state, refused)
        if refused.is_address:
            suppress(mail.to, SuppressionReason.HARD_BOUNCE, detail=refused.reason)

    def _note_deferred(self, mail: Outgoing, deferred: Deferred) -> None:
        self.left[mail.id] = deferred
        if not deferred.is_held:
            self._add_turned_down(mail.id, MailState.DEFERRED, deferred)

    def _join(self, rows: Sequence[Row]) -> None:
        """A provider may have told of a mail before we knew by which id it knows the mail."""
        told = MailEvent.objects.filter(mail=None, provider_id__in=[row[PROVIDER_ID] for row in rows]) if rows else ()
        known = {event.provider_id for event in told}
        for row in rows:
            if row[PROVIDER_ID] in known:
                join(row[0], row[PROVIDER_ID])

    def _add_taken(self, mark: Mark) -> None:
        taken = {"sent_at": mark.at, "provider": mark.provider, "provider_id": bare(mark.provider_id) or None}
        self._add(MailState.SENT, mark.id, subject=mark.subject, **taken)

    def _add_turned_down(self, mail_id: UUID, state: MailState, outcome: Refused | Deferred) -> None:
        reason = outcome.reason[:LONGEST_REASON]
        self._add(state, mail_id, reason=reason, provider=outcome.provider)
        self._events.append(messages.event_of(mail_id, state, provider=outcome.provider, reason=reason))

    def _add(self, state: MailState, mail_id: UUID, **values: object) -> None:
        if state is not MailState.DEFERRED:
            self.counts[state if state in self.counts else MailState.FAILED] += 1
        known = {"id": mail_id, "state": state.value, "state_at": timezone.now(), "reason": "", **values}
        self._rows.setdefault(state, []).append(tuple(map(known.get, _COLUMNS)))
