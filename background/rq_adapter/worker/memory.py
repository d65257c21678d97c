"""How much memory this process takes."""

import resource
from pathlib import Path

MEBIBYTE = 1 << 20
STATM = Path("/proc/self/statm")
"""Linux: proc(5)."""


def address_space() -> int:
    """Bytes that it has asked for; only Linux says so."""
    return _pages(0) * resource.getpagesize()


def resident_mebibytes() -> int:
    """What it holds of the machine's memory; elsewhere than on Linux the most that it ever held."""
    if STATM.exists():
        return _pages(1) * resource.getpagesize() // MEBIBYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBIBYTE


def _pages(field: int) -> int:
    return int(STATM.read_text().split()[field])
