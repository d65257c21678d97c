"""How often workers died while they ran a job."""

from contextlib import suppress

from background.exceptions import QueueUnavailable
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import job_key


def forgive(job_id: str) -> None:
    """They did not die of this job: it gets on each time, and is not to be taken for poison.

    A Redis that does not answer forgives nothing, and nobody hears of it: the job goes on.
    """
    with suppress(QueueUnavailable), reachable():
        connection().hdel(job_key(job_id), "crashes")
