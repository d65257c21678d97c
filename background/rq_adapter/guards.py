"""Results of steps that are not to be done twice, kept with their job."""

import time

from background.exceptions import GuardInvalid, LeaseLost
from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.patience import patiently

MOST_NAMES = 100
PATIENCE_SECONDS = 30
"""The act is done. If its result cannot be kept now, the next attempt will do it again: this is worth some waiting."""
LOST, FULL = 0, 1
"""What recall.lua answers besides a result."""


def recall(job_id: str, execution: str, name: str) -> bytes | None:
    """What was remembered under this name.

    Raises:
        GuardInvalid: nothing, and there is no room for one more name.
        LeaseLost: this execution does not have the job any more.
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        answer = scripts.call(connection(), "recall", job_id, execution, name, MOST_NAMES)
    match answer:
        case bytes():
            return answer
        case int() if answer == LOST:
            raise LeaseLost(f"step {name!r} is not done: this execution does not have job {job_id} any more")
        case int():
            raise GuardInvalid(f"step {name!r} is not done: job {job_id} has {MOST_NAMES} such steps already, which is the limit")
        case _:
            return None


def remember(job_id: str, execution: str, name: str, result: bytes) -> None:
    """Keep it for as long as the job is kept.

    Raises:
        LeaseLost: this execution does not have the job any more.
        QueueUnavailable: Redis does not answer, and did not for `PATIENCE_SECONDS`.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    with reachable():
        kept = patiently(
            lambda: scripts.call(connection(), "remember", job_id, execution, name, result),
            what="remember",
            give_up=lambda: time.monotonic() >= deadline,
        )
    if not kept:
        raise LeaseLost(f"step {name!r} was done, and is not remembered: this execution does not have job {job_id} any more")
