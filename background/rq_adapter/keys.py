"""The keys that more than one file reads; every other is spelt where it is used."""

from rq.defaults import RQ_KEY_PREFIX

EVENTS = f"{RQ_KEY_PREFIX}:events"
DEAD_LETTERS = f"{RQ_KEY_PREFIX}:dead_letters"

_JOB = f"{RQ_KEY_PREFIX}:job:".encode()


def job_key(job_id: str | bytes) -> bytes:
    """The hash of a job; an id as it lies in Redis need not be text."""
    return _JOB + (job_id if isinstance(job_id, bytes) else job_id.encode())


def results_key(job_id: str) -> str:
    """RQ's stream of the attempts of a job."""
    return f"{RQ_KEY_PREFIX}:results:{job_id}"


def line_key(queue: str) -> str:
    """RQ's list: the waiting jobs of priority 0."""
    return f"{RQ_KEY_PREFIX}:queue:{queue}"


def prioritised_key(queue: str) -> str:
    """The sorted set of the waiting jobs of every other priority."""
    return f"{RQ_KEY_PREFIX}:prioritised:{queue}"


def workers_key(queue: str) -> str:
    """RQ's set of the workers of a queue, each by its own key; one that died may still be there."""
    return f"{RQ_KEY_PREFIX}:workers:{queue}"
