"""Tracebacks as RQ keeps them in its stream of results."""

import base64
import zlib

LONGEST_TRACEBACK = 1 << 18
"""Bytes; a bomb is not inflated."""


def packed(traceback: str) -> bytes:
    return base64.b64encode(zlib.compress(traceback.encode()))


def unpacked(raw: bytes) -> str | None:
    """The text, or None where it cannot be read."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(raw), LONGEST_TRACEBACK).decode(errors="replace")
    except (ValueError, zlib.error):
        return None
