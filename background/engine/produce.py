"""The only way jobs are made: an id first, then a push when the transaction commits."""

from collections.abc import Iterable, Sequence
from hashlib import blake2s

from django.utils import timezone

from background.engine import events
from background.engine.carrier import Carrier, carrier, on_commit
from background.engine.context import current_caller
from background.engine.envelope import Envelope, new_id
from background.engine.options import Options
from background.engine.payload import encode
from background.engine.rules import Rules


def seal_envelope(*, name: str, queue: str, payload: object, options: Options, rules: Rules) -> Envelope:
    """The envelope for one job, as `seal_envelopes` makes it."""
    return seal_envelopes(name=name, queue=queue, payloads=[payload], options=options, rules=rules)[0]


def seal_envelopes(*, name: str, queue: str, payloads: Iterable[object], options: Options, rules: Rules) -> list[Envelope]:
    """An envelope for each payload; but for what they carry they are alike.

    Raises:
        PayloadInvalid: a payload does not fit its type, or weighs too much.
    """
    caller, now, limit_field = current_caller(), timezone.now(), rules.limit_field
    kept = options.resolved(owner=caller.owner, now=now)
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
        )
        for payload in payloads
    ]


def _digest(value: object) -> str:
    """Names a value in a key of Redis without repeating it: it may be long, odd, or somebody's address."""
    return blake2s(repr(value).encode(), digest_size=8).hexdigest()


def send(envelopes: Sequence[Envelope]) -> None:
    """Push when the current transaction commits, at once when there is none, never when it rolls back.

    Raises:
        QueueUnavailable: Redis does not answer at the moment of the push.
    """
    chosen = carrier()
    on_commit(lambda: _push(chosen, envelopes))


def _push(carrier: Carrier, envelopes: Sequence[Envelope]) -> None:
    for envelope, receipt in zip(envelopes, carrier.push(envelopes), strict=True):
        if receipt.accepted:
            events.announce(_added(envelope))


def _added(envelope: Envelope) -> events.Event:
    return events.Event(
        kind=events.Kind.ADDED, job_id=envelope.id, name=envelope.name, queue=envelope.queue, request_id=envelope.request_id
    )
