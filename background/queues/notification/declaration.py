"""The notification queue and what its jobs share."""

from datetime import timedelta

from background.constants import QueueName
from background.engine.declare import Isolation, JobQueue

notification_queue = JobQueue(
    QueueName.NOTIFICATION,
    isolation=Isolation.THREAD,
    slots=10,
    max_attempts=3,
    timeout=timedelta(seconds=30),
)
