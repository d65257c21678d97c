"""Templates that anybody who may send mail can send: none of them holds a secret."""

from collections.abc import Callable, Mapping
from typing import Any

from background.queues.email.door import OpenDoor
from background.queues.email.queue import EmailQueue

MAILABLE: Mapping[str, Callable[[EmailQueue], OpenDoor[..., Any, Any]]] = {
    "already_registered": lambda queue: queue.add_already_registered_email_job,
    "password_changed": lambda queue: queue.add_password_changed_email_job,
    "regular": lambda queue: queue.add_regular_email_job,
    "reminder": lambda queue: queue.add_reminder_email_job,
    "urgent": lambda queue: queue.add_urgent_email_job,
}
"""By whose door a mail goes; the context is what the payload of its job takes."""
