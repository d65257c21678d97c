"""Orders to let dead jobs start afresh, or to forget them."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from django.contrib.admin.models import CHANGE, DELETION

from background.interfaces import DeadLetter
from background.ledger.replay import replay
from background.orders.jobs import Order
from background.orders.orderer import Orderer
from background.rq_adapter.changes import Changes
from background.rq_adapter.dead_letters import discard

REPLAY: Order[str] = Order(verb="requeue", done="requeued", flag=CHANGE, act=lambda _, job_ids: replay(job_ids))
DISCARD: Order[str] = Order(verb="delete", done="deleted", flag=DELETION, act=lambda _, job_ids: discard(job_ids))


def carry_out_all(order: Order[str], letters: Sequence[DeadLetter], *, by: Orderer) -> Changes:
    """Give it to the jobs of these, which come newest first; the oldest of each queue is the first.

    Raises:
        DatabaseError: an order could not be written down, and was not carried out; or what came of it could not.
        QueueUnavailable: Redis does not answer; what it was already told may have been done.
    """
    changes = Changes()
    entries = sorted(((letter["queue"], letter["originalJob"]["id"]) for letter in reversed(letters)), key=itemgetter(0))
    for queue, of_queue in groupby(entries, key=itemgetter(0)):
        changes += order.carry_out(queue, [job_id for _, job_id in of_queue], by=by)
    return changes
