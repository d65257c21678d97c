"""Orders to queues: to rest, and to go on."""

from django.contrib.admin.models import CHANGE

from background.orders.entry import entered
from background.orders.orderer import Orderer
from background.rq_adapter.pause import Pause, pause, resume


def let_rest(queue: str, *, reason: str, by: Orderer) -> Pause:
    """
    Raises:
        DatabaseError: it could not be written down, and was not done; or that it was done could not.
        QueueUnavailable: Redis does not answer.
    """
    why = reason or "no reason given"
    with entered(by, CHANGE, f"Pause the queue: {why}", object_id=queue, name=f"queue {queue}") as entry:
        made = pause(queue, reason=reason, author=by.name)
        entry.tell(f"Paused the queue: {why}")
    return made


def let_go_on(queue: str, *, by: Orderer) -> bool:
    """Whether it had rested; of one that did not, nothing is written down.

    Raises:
        DatabaseError: it could not be written down, and was not done; or that it was done could not.
        QueueUnavailable: Redis does not answer.
    """
    with entered(by, CHANGE, "Resume the queue", object_id=queue, name=f"queue {queue}") as entry:
        if rested := resume(queue):
            entry.tell("Resumed the queue")
    return rested
