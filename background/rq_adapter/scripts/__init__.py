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
    "advance": ("aftermath", "limiting", "rules", "wanted", "claiming", "settling"),
    "settle": ("aftermath", "settling"),
    "enqueue": ("aftermath", "uniqueness"),
    "requeue": ("uniqueness",),
    "rivals": ("uniqueness",),
    "sweep": ("aftermath", "wanted"),
    "cancel": ("aftermath",),
    "delete": ("aftermath",),
    "hand_back": ("aftermath",),
    **dict.fromkeys(("change_data", "log", "recall", "remember", "report"), ("lease",)),
}
"""The files that a script is built on besides `head` and `lines`."""
_SELDOM = frozenset({"lines", "aftermath", "limiting", "uniqueness"})
"""Those of which a call makes the functions only when it needs them."""


def call(connection: Redis, name: str, *args: str | bytes | float) -> Any:
    """Run `name`.lua, with the key prefix as its first argument. Loads the script where the server does not know it yet."""
    return script(name)(args=[RQ_KEY_PREFIX, *args], client=connection)


@cache
def script(name: str) -> Script:
    """The script by its name, with its SHA-1."""
    return _NOWHERE.register_script(_source(name))


def _source(name: str) -> str:
    parts = ("head", "lines", *_SHARED.get(name, ()))
    return "".join((*map(_part, parts), f"local function step()\n{_text(name)}end\n", _text("tail")))


def _part(name: str) -> str:
    return f"local {name} = seldom(function()\n{_text(name)}end)\n" if name in _SELDOM else _text(name)


def _text(name: str) -> str:
    return (_HERE / f"{name}.lua").read_text()
