"""Lets dead jobs start afresh, or forgets them, with an entry in the log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.contrib.admin.models import CHANGE, DELETION

from background.interfaces import DeadLetter
from background.ledger.replay import replay
from background.queue_log import write_down_jobs
from background.rq_adapter.changes import Changes
from background.rq_adapter.dead_letters import discard


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOrder:
    """What is done to jobs, and what the log says of it."""

    act: Callable[[Sequence[str]], Changes]
    done: str
    flag: int

    def carry_out(self, queue: str, job_ids: Sequence[str], *, user_id: object) -> Changes:
        """
        Raises:
            QueueUnavailable: Redis does not answer; what it was already told may have been done.
        """
        changes = self.act(job_ids)
        if changes.changed:
            write_down_jobs(user_id, self.flag, self.done, queue, changes.changed)
        return changes

    def carry_out_all(self, letters: Sequence[DeadLetter], *, user_id: object) -> Changes:
        """The same for the jobs of these, which come newest first; the oldest of each queue is the first."""
        changes = Changes()
        entries = sorted(((letter["queue"], letter["originalJob"]["id"]) for letter in reversed(letters)), key=itemgetter(0))
        for queue, of_queue in groupby(entries, key=itemgetter(0)):
            changes += self.carry_out(queue, [job_id for _, job_id in of_queue], user_id=user_id)
        return changes


REPLAY = LetterOrder(act=replay, done="requeued", flag=CHANGE)
DISCARD = LetterOrder(act=discard, done="deleted", flag=DELETION)
