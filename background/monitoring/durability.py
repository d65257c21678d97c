"""Whether Redis keeps what it is given, in words that may be read by everybody."""

from background.exceptions import QueueUnavailable
from background.rq_adapter.server import server


def durability() -> str:
    """ "ok", or what it may lose, and when."""
    try:
        found = server()
    except QueueUnavailable:
        return "unknown while Redis does not answer"
    faults = {
        f"it forgets keys when it is full ({found.evicts})": bool(found.evicts),
        "it writes no file, so a restart empties the queues": found.is_saved is False,
        "it could not write its file the last time": found.last_save_failed,
    }
    return "; ".join(fault for fault, is_so in faults.items() if is_so) or "ok"
