"""All that somebody who writes a job imports: `from background.jobs import Job, default_queue`."""

from background.engine.after import OnParentDeath
from background.engine.backoff import Backoff, exponential, fixed, linear
from background.engine.chain import chain
from background.engine.declare import JobQueue
from background.engine.events import Event, QueueEvents, listen
from background.engine.handle import Handle
from background.engine.job import Job
from background.engine.limits import Concurrency, Rate
from background.engine.prepared import Prepared
from background.engine.processor import Processor, serve
from background.engine.secret import Secret
from background.engine.subjects import Subject
from background.engine.timeouts import SoftTimeout
from background.engine.unique import Policy, Unique, Until
from background.exceptions import JobNotUnique, PermanentFailure, Snooze, TargetGone
from background.ledger.groups.batch import Batch, batch
from background.queues.default.declaration import default_queue
from background.queues.email.declaration import email_queue

__all__ = [
    "Backoff",
    "Batch",
    "Concurrency",
    "Event",
    "Handle",
    "Job",
    "JobNotUnique",
    "JobQueue",
    "OnParentDeath",
    "PermanentFailure",
    "Policy",
    "Prepared",
    "Processor",
    "QueueEvents",
    "Rate",
    "Secret",
    "Snooze",
    "SoftTimeout",
    "Subject",
    "TargetGone",
    "Unique",
    "Until",
    "batch",
    "chain",
    "default_queue",
    "email_queue",
    "exponential",
    "fixed",
    "linear",
    "listen",
    "serve",
]
