"""What a queue or a job may be called: it stands in keys, in rows, in logs, and in what people type."""

import re

from background.exceptions import OptionInvalid

LONGEST_NAME = 100
_NAME = re.compile(rf"[^\W_][\w.:/<>+-]{{0,{LONGEST_NAME - 1}}}")

QUEUE_ORDERS = ("empty", "pause", "resume")
"""What the API is told to do to a queue, at the end of its path."""


def checked_name(kind: str, name: object) -> str:
    """The name as plain text.

    Raises:
        OptionInvalid: it is no text, or has characters that would need quotes somewhere.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise OptionInvalid(
            f"the name of a {kind} is {name!r}; it must begin with a letter or a digit and go on, up to {LONGEST_NAME} characters, "
            "with letters, digits and any of . : / - _ + < >"
        )
    return str(name)


def checked_queue_name(name: object) -> str:
    """The same of a queue.

    Raises:
        OptionInvalid: as above; or it ends like the path of an order to another queue, and would be taken for it over HTTP.
    """
    queue = checked_name("queue", name)
    other, _, end = queue.rpartition("/")
    if other and end in QUEUE_ORDERS:
        raise OptionInvalid(
            f"the name of a queue is {queue!r}, and /queues/{queue}/ is how queue {other!r} is told to {end}; let it end in another way, "
            f"such as {other}-{end}"
        )
    return queue
