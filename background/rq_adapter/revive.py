"""Lets jobs start afresh that have ended and that Redis has forgotten since."""

from datetime import UTC, datetime

from background.engine.envelope import Envelope
from background.engine.events import Event, Kind, announce
from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.enqueueing import AFRESH, Words, shared_words, words_of_a_job
from background.rq_adapter.hash_values import iso

NOT_UNIQUE = "not_unique"
"""As requeue.lua says it."""


def revive(envelope: Envelope) -> str:
    """Accept it once more under its own id, at once and with all its attempts; why not, or nothing.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        (answer,) = scripts.call(connection(), "enqueue", *_arguments(envelope))
    if isinstance(answer, bytes):
        return NOT_UNIQUE
    if answer == 0:
        return "queued"  # somebody else was quicker
    announce(Event(kind=Kind.ADDED, job_id=envelope.id, name=envelope.name, queue=envelope.queue, request_id=envelope.request_id))
    return ""


def _arguments(envelope: Envelope) -> Words:
    now = iso(datetime.now(UTC))
    shared = shared_words(envelope, promised=True, rule=AFRESH, due=0, more_fields=("enqueued_at", now, "replayed_at", now))
    job_id, data, limit_key, key = words_of_a_job(envelope)
    has_no_window = envelope.unique is None or envelope.unique.throttle is None
    return (*shared, job_id, data, limit_key, key if has_no_window else "")
