"""The default queue and what its jobs share."""

from background.constants import QueueName
from background.engine.declare import JobQueue

default_queue = JobQueue(QueueName.DEFAULT)
