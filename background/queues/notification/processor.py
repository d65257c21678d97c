"""Runs the jobs of the notification queue."""

from background.constants import QueueName
from background.engine.processor import Processor, serve


class NotificationProcessor(Processor):
    """Runs each job by its name."""

    queue = QueueName.NOTIFICATION


serve(NotificationProcessor())
