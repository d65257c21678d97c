"""Whether Redis keeps what it is given, in words that may be read by everybody."""

from background.exceptions import QueueUnavailable
from background.rq_adapter.server import Server, server


def durability() -> str:
    """ "ok", or what it may lose, and when; and what of that is unknown, and why."""
    try:
        found = server()
    except QueueUnavailable as error:
        return f"unknown: {error}"
    return "; ".join([*_faults(found), *_unknown(found)]) or "ok"


def _faults(found: Server) -> list[str]:
    faults = {
        f"it forgets keys when it is full ({found.evicts})": bool(found.evicts),
        "it writes no file, so a restart empties the queues": found.is_saved is False,
        "it could not write its file the last time": found.last_save_failed,
    }
    return [fault for fault, is_so in faults.items() if is_so]


def _unknown(found: Server) -> list[str]:
    unknown = {
        "unknown whether it writes a file: it appends to none, and refuses CONFIG": found.is_saved is None,
        "unknown whether it forgets keys when it is full: INFO tells no maxmemory_policy": found.evicts is None,
    }
    return [what for what, is_so in unknown.items() if is_so]
