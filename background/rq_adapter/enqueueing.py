"""What enqueue.lua is told, in its order."""

import math
from collections.abc import Sequence
from datetime import UTC, timedelta

from background.engine.envelope import Envelope
from background.rq_adapter.hash_values import iso
from background.rq_adapter.wire import shared_fields, to_call

type Words = tuple[str | bytes | float, ...]

RESTORE = "restore"
"""A rule of its own: the job was accepted once, so no other can be the reason to refuse it; it takes its key if that is free."""
AFRESH = "afresh"
"""Another: the job has ended, and comes back as requeue.lua would let it; not while another job has its key."""


def shared_words(
    envelope: Envelope, *, promised: bool, rule: str | None = None, due: float | None = None, more_fields: Sequence[str | int] = ()
) -> Words:
    """What is alike for all jobs of one call.

    Args:
        promised: their ids were given out before.
        rule: by which they are unique, if it is not their own.
        due: Unix seconds, if it is not what their options say.
        more_fields: names and values for the hash.
    """
    run_after, unique = envelope.options.run_after, envelope.unique
    fields = (*shared_fields(envelope), *more_fields)
    if due is None:
        due = run_after.timestamp() if run_after else 0
    return (
        *(envelope.queue, envelope.name, envelope.options.priority, due),
        iso(envelope.created_at.astimezone(UTC)) if unique else "",
        "recorded" if envelope.recorded else "promised" if promised else "",
        rule_of(envelope) if rule is None else rule,
        int(unique.frees_at_start) if unique else 0,
        _window_of(envelope),
        *(len(fields), *fields),
    )


def words_of_a_job(envelope: Envelope) -> tuple[str, bytes, str, str]:
    return envelope.id, to_call(envelope), envelope.limit_key, envelope.unique_key


def rule_of(envelope: Envelope) -> str:
    """How uniqueness.lua names it."""
    unique = envelope.unique
    if unique is None:
        return ""
    if unique.throttle:
        return "throttle"
    if unique.debounce:
        return "debounce"
    return "replace" if unique.replaces else "keep"


def _window_of(envelope: Envelope) -> int:
    """In milliseconds."""
    window = (envelope.unique.throttle or envelope.unique.debounce) if envelope.unique else None
    return math.ceil(window / timedelta(milliseconds=1)) if window else 0
