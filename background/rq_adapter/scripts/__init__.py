"""The Lua scripts, each one step that nothing can interrupt."""

from pathlib import Path
from typing import Any

from redis import Redis
from redis.commands.core import Script
from rq.defaults import RQ_KEY_PREFIX

_HERE = Path(__file__).parent
_SHARED = {
    "claim": ("head", "claiming"),
    "settle": ("head", "settling"),
    "advance": ("head", "claiming", "settling"),
}
"""The files that a script is built on, where it is not `head` alone."""

_loaded: dict[str, Script] = {}


def call(connection: Redis, name: str, *args: str | bytes | float) -> Any:
    """Run `name`.lua, with the key prefix as its first argument. Loads the script where the server does not know it yet."""
    script = _loaded.get(name) or _loaded.setdefault(name, connection.register_script(_source(name)))
    return script(args=[RQ_KEY_PREFIX, *args], client=connection)


def _source(name: str) -> bytes:
    return b"".join((_HERE / f"{part}.lua").read_bytes() for part in (*_SHARED.get(name, ("head",)), name))
