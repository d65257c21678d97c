"""What happens to jobs, as Django's signals.

    @receiver(job_dead, sender=send_receipt)
    def tell_support(sender, event, **kwargs): ...

`sender` is the job type as it was declared (None where this process knows none of the name), `event` is an
`background.jobs.Event`. They are sent in the process in which it happens: mostly a worker, `job_added` where the job was made,
`job_cancelled` where somebody cancelled it while it waited, and `job_progress` where its handler runs. So connect them in a
module that workers load too, such as `AppConfig.ready`. A receiver that raises is logged by `django.dispatch` and harms nothing.
"""

from django.dispatch import Signal

from background.engine.events import Event, Kind, QueueEvents
from background.engine.registry import known

job_added = Signal()
job_active = Signal()
job_progress = Signal()
job_retrying = Signal()
job_completed = Signal()
job_failed = Signal()
job_stalled = Signal()
job_dead = Signal()
job_cancelled = Signal()
job_expired = Signal()

_SIGNALS = {
    Kind.ADDED: job_added,
    Kind.ACTIVE: job_active,
    Kind.PROGRESS: job_progress,
    Kind.RETRYING: job_retrying,
    Kind.COMPLETED: job_completed,
    Kind.FAILED: job_failed,
    Kind.STALLED: job_stalled,
    Kind.DEAD: job_dead,
    Kind.CANCELLED: job_cancelled,
    Kind.EXPIRED: job_expired,
}


class SignalSender(QueueEvents):
    """Hears every queue."""

    def hears(self, kind: Kind, queue: str) -> bool:
        return bool(_SIGNALS[kind].receivers)

    def hear(self, event: Event) -> None:
        _SIGNALS[event.kind].send_robust(known(event.name), event=event)
