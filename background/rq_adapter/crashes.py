"""How often workers died while they ran a job."""

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import job_key


def forgive(job_id: str) -> None:
    """They did not die of this job: it gets on each time, and is not to be taken for poison.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        connection().hdel(job_key(job_id), "crashes")
