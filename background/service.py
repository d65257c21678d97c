"""The facade for code that should not know the queues."""

from datetime import datetime, timedelta

from background.engine.handle import Handle
from background.engine.look import look
from background.exceptions import JobNotFound
from background.interfaces import JobSnapshot
from background.ledger.cancel import cancel
from background.ledger.replay import replay
from background.ledger.reschedule import reschedule
from background.queues.email.queue import EmailQueue
from background.queues.email.service import SentMail
from background.rq_adapter import pause
from background.rq_adapter.cancel import Cancellation


class BackgroundTasksService:
    """Hands work over and asks after it; which queue does it is none of the caller's business."""

    def add_email_task(self, email: str, subject: str, body: str) -> Handle[SentMail]:
        """Mail this HTML body, later, from a worker.

        Raises:
            PayloadInvalid: a bad address, or a subject with control characters; nothing was enqueued.
            QueueUnavailable: Redis does not answer, and there is no ledger.
        """
        return EmailQueue().add_email_job(email=email, subject=subject, body=body)

    def get_job_status(self, job_id: str) -> JobSnapshot:
        """What is known of a job.

        Raises:
            JobNotFound: nobody knows this id.
            QueueUnavailable: Redis does not answer, and no ledger knows the job.
        """
        return look(job_id)

    def cancel(self, job_id: str, reason: str = "") -> Cancellation:
        """Call a job off: one that waits ends now, one that runs is asked to stop, one that has ended stays as it ended.

        Raises:
            JobNotFound: nobody knows this id.
            QueueUnavailable: Redis does not answer.
        """
        return cancel(job_id, reason=reason)

    def reschedule(self, job_id: str, run_after: datetime | timedelta) -> datetime:
        """Let a job that waits for its time wait for another one, or begin at once; a timedelta counts from now. Answers the time.

        Raises:
            JobNotFound: nobody knows this id.
            NotWaiting: it does not wait for its time, or has begun before.
            QueueUnavailable: Redis does not answer.
        """
        return reschedule(job_id, run_after)

    def replay(self, job_id: str) -> None:
        """Let a dead job start afresh, with all its attempts.

        Raises:
            JobNotFound: it is not dead, or it has been forgotten.
            QueueUnavailable: Redis does not answer.
        """
        for reason in replay([job_id]).refused.values():
            raise JobNotFound(f"job {job_id!r} cannot start afresh: {reason}")

    def pause_queue(self, queue: str, *, reason: str = "", author: str = "") -> None:
        """Let a queue rest until it is resumed; what runs ends.

        Raises:
            UnknownQueue: there is none of this name.
            QueueUnavailable: Redis does not answer.
        """
        pause.pause(queue, reason=reason, author=author)

    def resume_queue(self, queue: str) -> bool:
        """Let a paused queue go on; whether it was paused.

        Raises:
            UnknownQueue: there is none of this name.
            QueueUnavailable: Redis does not answer.
        """
        return pause.resume(queue)
