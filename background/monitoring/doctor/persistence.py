"""Does Redis keep what it has over a restart?"""

from collections.abc import Iterator

from background.monitoring.doctor.finding import Finding, error, warning
from background.rq_adapter.server import server


def persistence() -> Iterator[Finding]:
    found = server()
    if found.last_save_failed:
        yield error("Redis could not write its file the last time", "look at its log; most often the disk is full")
    if found.is_saved is False:
        way_out = "set appendonly yes; until then the ledger brings jobs back, but those with durable=False are lost"
        yield warning("Redis writes no file: a restart empties the queues", way_out)
    elif found.is_saved is None:
        way_out = "let its user ask (ACL SETUSER … +config|get), or look at its console whether it is saved"
        yield warning("unknown whether Redis writes a file: it appends to none, and refuses CONFIG", way_out)
