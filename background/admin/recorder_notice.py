"""Whether to say on a page that nobody writes down what happens."""

from background.exceptions import QueueUnavailable, UnreadableData
from background.monitoring.recording import recording


def nobody_records() -> bool:
    """While Redis is away nobody can tell, and there is nothing to write down."""
    try:
        return recording().is_missing
    except (QueueUnavailable, UnreadableData):
        return False
