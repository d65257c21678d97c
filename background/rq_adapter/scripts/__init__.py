"""The Lua scripts, each one step that nothing can interrupt."""

from functools import cache
from pathlib import Path
from typing import Any

from redis import Redis
from redis.commands.core import Script
from rq.defaults import RQ_KEY_PREFIX

_HERE = Path(__file__).parent
_NOWHERE = Redis()
"""Scripts want a client when they are made, but are called with others; it never connects."""
_SHARED = {
    "settle": ("head", "settling"),
    "advance": ("head", "limiting", "rules", "claiming", "settling"),
    "enqueue": ("head", "uniqueness"),
    "requeue": ("head", "uniqueness"),
    "rivals": ("head", "uniqueness"),
    "sweep": ("head", "limiting", "rules", "claiming"),
}
"""The files that a script is built on, where it is not `head` alone."""


def call(connection: Redis, name: str, *args: str | bytes | float) -> Any:
    """Run `name`.lua, with the key prefix as its first argument. Loads the script where the server does not know it yet."""
    return script(name)(args=[RQ_KEY_PREFIX, *args], client=connection)


@cache
def script(name: str) -> Script:
    """The script by its name, with its SHA-1."""
    return _NOWHERE.register_script(_source(name))


def _source(name: str) -> bytes:
    return b"".join((_HERE / f"{part}.lua").read_bytes() for part in (*_SHARED.get(name, ("head",)), name))
