"""All that somebody who writes a job imports: `from background.jobs import Job, default_queue`."""

from background.engine.backoff import Backoff, exponential, fixed, linear
from background.engine.declare import JobQueue
from background.engine.events import Event, QueueEvents, listen
from background.engine.handle import Handle
from background.engine.job import Job
from background.engine.limits import Concurrency, Rate
from background.engine.processor import Processor, serve
from background.engine.secret import Secret
from background.engine.subjects import Subject
from background.engine.timeouts import SoftTimeout
from background.engine.unique import Policy, Unique, Until
from background.exceptions import JobNotUnique, PermanentFailure, Snooze, TargetGone
from background.queues.default.declaration import default_queue
from background.queues.email.declaration import email_queue

__all__ = [
    "Backoff",
    "Concurrency",
    "Event",
    "Handle",
    "Job",
    "JobNotUnique",
    "JobQueue",
    "PermanentFailure",
    "Policy",
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
    "default_queue",
    "email_queue",
    "exponential",
    "fixed",
    "linear",
    "listen",
    "serve",
]
