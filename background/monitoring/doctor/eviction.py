"""Does Redis forget keys when its memory is full?"""

from collections.abc import Iterator

from background.monitoring.doctor.finding import Finding, error, warning
from background.rq_adapter.server import server

NEARLY_FULL = 0.9


def eviction() -> Iterator[Finding]:
    found = server()
    if found.evicts and found.most_bytes:
        yield error(f"Redis forgets keys when it is full ({found.evicts}): jobs would vanish", "set maxmemory-policy noeviction")
    elif found.evicts:
        yield warning(
            f"maxmemory-policy is {found.evicts}; no maxmemory is set, so nothing is forgotten yet", "set maxmemory-policy noeviction"
        )
    elif found.evicts is None:
        way_out = "see to it at its console that maxmemory-policy is noeviction"
        yield warning("unknown whether Redis forgets keys when it is full: INFO tells no maxmemory_policy", way_out)
    if found.most_bytes and found.used_bytes > NEARLY_FULL * found.most_bytes:
        share = found.used_bytes / found.most_bytes
        yield warning(f"Redis uses {share:.0%} of its memory", "raise maxmemory, lower result_ttl, or start more workers")
