"""The facade for code that should not know the queues."""

from background.engine.carrier import carrier
from background.engine.handle import Handle
from background.interfaces import JobSnapshot
from background.queues.email.queue import EmailQueue
from background.queues.email.service import SentMail


class BackgroundTasksService:
    """Hands work over and asks after it; which queue does it is none of the caller's business."""

    def add_email_task(self, email: str, subject: str, body: str) -> Handle[SentMail]:
        """Mail this HTML body, later, from a worker.

        Raises:
            PayloadInvalid: a bad address, or a subject with control characters; nothing was enqueued.
            QueueUnavailable: Redis does not answer.
        """
        return EmailQueue().add_email_job(email=email, subject=subject, body=body)

    def check_reachable(self) -> None:
        """Ask before work whose half would be worse than none of it.

        Raises:
            QueueUnavailable: Redis does not answer.
        """
        carrier().ping()

    def get_job_status(self, job_id: str) -> JobSnapshot:
        """What is known of a job.

        Raises:
            JobNotFound: nobody knows this id.
        """
        return carrier().fetch(job_id)
