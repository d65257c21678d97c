"""A job in memory."""

from dataclasses import dataclass, field
from threading import get_ident

from django.utils import timezone

from background.constants import JobState
from background.engine.envelope import Envelope
from background.engine.payload import redacted
from background.interfaces import JobSnapshot


@dataclass(slots=True, kw_only=True, eq=False)
class Kept:
    """`due` is a timestamp, 0 for at once; `thread` is the one that pushed it."""

    envelope: Envelope
    snapshot: JobSnapshot
    due: float
    attempts: int = 0
    thread: int = field(default_factory=get_ident)

    @property
    def has_its_key(self) -> bool:
        """Whether another job with the same key must make way, or come later."""
        if self.envelope.unique and self.envelope.unique.frees_at_start and self.snapshot.started_at:
            return False
        return not self.snapshot.state.is_final


def kept(envelope: Envelope) -> Kept:
    """As it is when it was pushed just now."""
    options = envelope.options
    snapshot = JobSnapshot(
        id=envelope.id,
        name=envelope.name,
        queue=envelope.queue,
        state=JobState.SCHEDULED if options.run_after and options.run_after > timezone.now() else JobState.QUEUED,
        owner=options.owner,
        request_id=envelope.request_id,
        tags=options.tags,
        data=redacted(envelope.payload),
        max_attempts=options.max_attempts,
        priority=options.priority,
        created_at=envelope.created_at,
        run_after=options.run_after,
        enqueued_at=timezone.now(),
    )
    return Kept(envelope=envelope, snapshot=snapshot, due=options.run_after.timestamp() if options.run_after else 0.0)
