"""The email queue and what its jobs share."""

from datetime import timedelta

from background.constants import QueueName
from background.engine.backoff import exponential
from background.engine.declare import Isolation, JobQueue

email_queue = JobQueue(
    QueueName.EMAIL,
    isolation=Isolation.THREAD,
    slots=20,
    priority=5,  # somebody waits for most mail; what goes to many says that it can wait
    max_attempts=5,
    backoff=exponential(timedelta(seconds=1), cap=timedelta(minutes=10)),
    retry_for=timedelta(days=4),  # waiting for a provider uses up no attempt; RFC 5321, 4.5.4.1 gives up after four days or five
    timeout=timedelta(seconds=30),
    permission="background.operate_mail",  # or whoever may start jobs could mail as the project, whatever they are not let do as people
)
