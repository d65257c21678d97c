"""The web process: gunicorn on a socket that is ours before it starts, so that nobody can take the port in between."""

import socket
import sys

from config.dev.errors import CannotStart

HOST = "127.0.0.1"
USUAL_PORT = 8000


def listen(port: int | None) -> socket.socket:
    """Listen on this port; without one on the usual port, or on any free one if that is taken.

    Raises:
        CannotStart: the port that was asked for is not to be had.
    """
    if port is not None:
        return _bind(port)
    try:
        return _bind(USUAL_PORT)
    except CannotStart:
        return _bind(0)


def url(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}"


def command(listener: socket.socket) -> list[str]:
    bind = ["--bind", f"fd://{listener.fileno()}"]
    # The control socket would be a file in the home folder, shared by every checkout.
    options = ["--workers", "1", "--threads", "24", "--graceful-timeout", "3", "--log-level", "warning", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", "config.wsgi:application", *bind, *options]


def _bind(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or error
        raise CannotStart(f"port {port} cannot be used ({reason}); choose another: bin/dev --port 8001") from error
    return listener
