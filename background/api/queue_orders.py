"""Lets queues rest and go on, each with its entry in the log: there is never the one without the other."""

from contextlib import ExitStack

from django.contrib.admin.models import CHANGE
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from background.queue_log import write_down
from background.rq_adapter.pause import pause, pauses, put_back, resume

type Person = AbstractBaseUser | AnonymousUser


def let_rest(queue: str, *, reason: str, user: Person) -> None:
    """
    Raises:
        DatabaseError: it could not be written down; the queue is as it was.
        QueueUnavailable: Redis does not answer; nothing is written down.
    """
    with ExitStack() as undoing:
        with transaction.atomic():
            _write_down(queue, f"Paused the queue: {reason or 'no reason given'}", user)
            former = pauses().get(queue)
            pause(queue, reason=reason, author=user.get_username())
            undoing.callback(put_back, queue, former)
        undoing.pop_all()


def let_go_on(queue: str, *, user: Person) -> None:
    """One that did not rest stays as it is, and nothing is written down.

    Raises:
        DatabaseError: it could not be written down; the queue is as it was.
        QueueUnavailable: Redis does not answer; nothing is written down.
    """
    with ExitStack() as undoing:
        with transaction.atomic():
            _write_down(queue, "Resumed the queue", user)
            former = pauses().get(queue)
            if resume(queue):
                undoing.callback(put_back, queue, former)
            else:
                transaction.set_rollback(True)
        undoing.pop_all()


def _write_down(queue: str, what: str, user: Person) -> None:
    """Among what is done to queues in the admin."""
    write_down(user.pk, CHANGE, what, object_id=queue, name=f"queue {queue}")
