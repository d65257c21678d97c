"""A socket has no password, so it lies in a folder that only its owner can open."""

import os
from pathlib import Path

from config.dev.errors import CannotStart

LONGEST_SOCKET_PATH = 103
"""What `sun_path` holds on macOS; Linux has room for four more."""


def make_private(socket: Path) -> list[Path]:
    """See that only we can reach the socket; answers the folder if it was made for it.

    Raises:
        CannotStart: the path is too long, or others can open the folder.
    """
    if len(os.fsencode(socket)) > LONGEST_SOCKET_PATH:
        raise CannotStart(f"{socket} is longer than a socket path can be ({LONGEST_SOCKET_PATH} bytes); set TMPDIR to a shorter folder")
    folder = socket.parent
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        return [folder]
    if folder.stat().st_mode & 0o077:
        raise CannotStart(f"{folder} is open to other users; a socket needs a folder of its own: chmod 700 {folder}")
    return []
