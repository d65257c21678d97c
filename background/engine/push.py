"""Hands jobs over, now or when their transaction commits, and says what came of it."""

import logging
from collections.abc import Sequence

from background.engine import events
from background.engine.carrier import Carrier, Receipt
from background.engine.envelope import Envelope
from background.exceptions import QueueUnavailable, UnreadableData

log = logging.getLogger("background.jobs")


def push(carrier: Carrier, envelopes: Sequence[Envelope], *, promised: bool) -> Sequence[Receipt]:
    """Hand them over now, and tell of those that were not there before.

    Args:
        promised: their ids were given out before now, so whoever has one that is refused cannot be told any more.

    Raises:
        QueueUnavailable: nothing answers.
    """
    receipts = carrier.push(envelopes, promised=promised)
    heard = {queue for queue in {envelope.queue for envelope in envelopes} if events.is_heard(events.Kind.ADDED, queue)}
    for envelope, receipt in zip(envelopes, receipts, strict=True):
        if receipt.accepted and envelope.queue in heard:
            events.announce(_added(envelope))
        elif promised and receipt.job_id != envelope.id:
            _log_refusal(envelope, receipt.job_id)
    return receipts


class Push:
    """Called once: by Django when the transaction commits, or at once.

    Attributes:
        is_promised: whether the ids were given out before the call.
        receipts: one for each envelope, after the call.
    """

    __slots__ = ("_carrier", "envelopes", "is_done", "is_promised", "receipts")

    def __init__(self, carrier: Carrier, envelopes: Sequence[Envelope], *, is_promised: bool = False) -> None:
        self._carrier = carrier
        self.envelopes = envelopes
        self.is_promised, self.is_done = is_promised, False
        self.receipts: Sequence[Receipt] = ()

    def __call__(self) -> None:
        try:
            self.receipts = push(self._carrier, self.envelopes, promised=self.is_promised)
        except (QueueUnavailable, UnreadableData) as error:
            if not all(envelope.recorded for envelope in self.envelopes):
                raise
            self.receipts = self._left_in_ledger(str(error))
        self.is_done = True

    def _left_in_ledger(self, error: str) -> Sequence[Receipt]:
        """Its relay sends them."""
        log.warning("jobs wait in the ledger", extra={"number": len(self.envelopes), "first": self.envelopes[0].id, "error": error})
        return [Receipt(envelope.id, accepted=False) for envelope in self.envelopes]


def _added(envelope: Envelope) -> events.Event:
    return events.Event(
        kind=events.Kind.ADDED, job_id=envelope.id, name=envelope.name, queue=envelope.queue, request_id=envelope.request_id
    )


def _log_refusal(envelope: Envelope, holder: str) -> None:
    fields = {"job_id": envelope.id, "job": envelope.name, "queue": envelope.queue, "request_id": envelope.request_id}
    log.info("not accepted, another job has its key", extra={**fields, "holder": holder})
