"""What a caller gets for a job: its id, and ways to ask after it."""

from dataclasses import dataclass

from background.engine.carrier import carrier
from background.engine.look import look
from background.interfaces import JobSnapshot, LogLine


@dataclass(frozen=True, slots=True)
class Handle[R]:
    """Exists as soon as a job is made, also inside a transaction that has not committed yet."""

    id: str
    name: str
    queue: str

    def snapshot(self) -> JobSnapshot:
        """What is known of the job now.

        Raises:
            JobNotFound: the transaction has not committed, or the job has been forgotten.
            QueueUnavailable: Redis does not answer, and no ledger knows the job.
        """
        return look(self.id)

    def logs(self, *, offset: int = 0, limit: int = 1_000) -> list[LogLine]:
        """What the job has said so far, oldest first; a negative offset counts from the end.

        Raises:
            QueueUnavailable: Redis does not answer.
        """
        return carrier().log_of(self.id, offset=offset, limit=limit)
