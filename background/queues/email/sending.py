"""Sends the mails of one job of a mailing."""

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from django.conf import settings

from background.constants import MailState
from background.engine.job import Job
from background.engine.limits import Concurrency
from background.mail.bulk.chunk import Chunk, Write
from background.mail.bulk.outcomes import Outcomes
from background.mail.bulk.putting_off import raise_if_put_off
from background.rq_adapter.crashes import forgive
from background.rq_adapter.marks import Marks

AT_ONCE = Concurrency(settings.BACKGROUND.get("MAILINGS_AT_ONCE", 8))
"""Jobs of one kind that send to many, in all workers together. Each holds a thread for a hundred mails: were there no thread left, a
code would wait for seconds behind a mailing that it overtakes in the queue."""
REPORTED_EVERY = 10
"""Mails."""


class BulkSent(TypedDict):
    """How many of the mails of one job became what."""

    sent: int
    suppressed: int
    failed: int


def never() -> bool:
    return False


def send_chunk(job: Job[Any], mail_ids: Sequence[str], *, write: Write, should_rest: Callable[[], bool] = never) -> BulkSent:
    """Hand over those that nobody has taken yet. Whatever ends it, what is known is written down, or marked, by then.

    Args:
        should_rest: asked before each mail; those that are left then stay as they are.

    Raises:
        JobCancelled, MailDeferred, Snooze: some are left.
    """
    with Marks(job.id) as marks:
        outcomes = Outcomes(marks)
        try:
            if outcomes.recall():
                forgive(job.id)
            _send(job, Chunk(mail_ids, write=write, outcomes=outcomes, should_stop=lambda: job.is_cancelled or should_rest()))
        finally:
            outcomes.write_down()
        marks.forget()
    job.raise_if_cancelled()
    raise_if_put_off(outcomes.left.values(), is_last_attempt=job.is_last_attempt)
    counts = outcomes.counts
    return BulkSent(sent=counts[MailState.SENT], suppressed=counts[MailState.SUPPRESSED], failed=counts[MailState.FAILED])


def _send(job: Job[Any], chunk: Chunk) -> None:
    for number in chunk.send():
        if number == 1:
            forgive(job.id)
        if number % REPORTED_EVERY == 0:
            job.progress(min(100, 100 * number // chunk.size), f"{number} of {chunk.size} mails")
