"""The only way jobs are made: an id first, then a push when the transaction commits."""

import logging
from collections.abc import Iterable, Sequence
from hashlib import blake2s

from django.utils import timezone

from background.engine import events
from background.engine.carrier import Carrier, carrier, on_commit
from background.engine.context import current_caller
from background.engine.envelope import Envelope, new_id
from background.engine.ledger import ledger
from background.engine.options import Options
from background.engine.payload import encode
from background.engine.rules import Rules
from background.exceptions import QueueUnavailable

log = logging.getLogger("background.jobs")


def seal_envelope(*, name: str, queue: str, payload: object, options: Options, rules: Rules) -> Envelope:
    """The envelope for one job, as `seal_envelopes` makes it."""
    return seal_envelopes(name=name, queue=queue, payloads=[payload], options=options, rules=rules)[0]


def seal_envelopes(*, name: str, queue: str, payloads: Iterable[object], options: Options, rules: Rules) -> list[Envelope]:
    """An envelope for each payload; but for what they carry they are alike.

    Raises:
        PayloadInvalid: a payload does not fit its type, or weighs too much.
    """
    caller, now, limit_field = current_caller(), timezone.now(), rules.limit_field
    kept, recorded = options.resolved(owner=caller.owner, now=now), rules.durable and ledger() is not None
    return [
        Envelope(
            id=new_id(),
            name=name,
            queue=queue,
            payload=encode(payload),
            options=kept,
            request_id=caller.request_id,
            created_at=now,
            version=rules.version,
            limit_key=_digest(getattr(payload, limit_field)) if limit_field else "",
            recorded=recorded,
        )
        for payload in payloads
    ]


def _digest(value: object) -> str:
    """Names a value in a key of Redis without repeating it: it may be long, odd, or somebody's address."""
    return blake2s(repr(value).encode(), digest_size=8).hexdigest()


def send(envelopes: Sequence[Envelope]) -> None:
    """Note them in the ledger, with the transaction that is open; push when it commits, at once when there is none.

    Rolled back, they never were. When Redis does not answer, those in the ledger are pushed as soon as it does.

    Raises:
        QueueUnavailable: Redis does not answer at the moment of the push, and the ledger does not follow these jobs.
    """
    chosen, book = carrier(), ledger()
    if book and (recorded := [envelope for envelope in envelopes if envelope.recorded]):
        book.keep(recorded)
    on_commit(lambda: _push_or_leave(chosen, envelopes))


def push(carrier: Carrier, envelopes: Sequence[Envelope]) -> None:
    """Hand them over now, and tell of those that were not there before.

    Raises:
        QueueUnavailable: nothing answers.
    """
    for envelope, receipt in zip(envelopes, carrier.push(envelopes), strict=True):
        if receipt.accepted:
            events.announce(_added(envelope))


def _push_or_leave(carrier: Carrier, envelopes: Sequence[Envelope]) -> None:
    try:
        push(carrier, envelopes)
    except QueueUnavailable as error:
        if not all(envelope.recorded for envelope in envelopes):
            raise
        log.warning("jobs wait in the ledger", extra={"number": len(envelopes), "first": envelopes[0].id, "error": str(error)})


def _added(envelope: Envelope) -> events.Event:
    return events.Event(
        kind=events.Kind.ADDED, job_id=envelope.id, name=envelope.name, queue=envelope.queue, request_id=envelope.request_id
    )
