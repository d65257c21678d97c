"""Whether two URLs of Redis lead to the same database: what empties one then empties the other."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

USUAL_PORT = 6379
LOOPBACK = {"localhost", "127.0.0.1", "::1"}

type Place = tuple[str, int, int]
"""The host or the socket, the port (0 of a socket), and the number of the database."""


def place_of_url(url: str, database: object = None) -> Place | None:
    """Where a `redis://`, `rediss://` or `unix://` URL leads; None for what is none. As in redis-py, its option `db` wins over its path,
    and the `database` that is given beside it is that of a URL which names none."""
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        return None
    path, default = unquote(parts.path), _number(database, 0)
    named = parse_qs(parts.query).get("db", [""])[0]
    if parts.scheme == "unix":
        return path, 0, _number(named, default)
    if not parts.scheme.startswith("redis"):
        return None
    return _place(parts.hostname, port, _number(named or path.strip("/"), default))


def place_of_queue(queue: Mapping[str, Any]) -> Place | None:
    """Where an entry of `RQ_QUEUES` leads; None where it names neither a URL nor a host."""
    if url := queue.get("URL"):
        return place_of_url(str(url), queue.get("DB"))
    if socket := queue.get("UNIX_SOCKET_PATH"):
        return str(socket), 0, _number(queue.get("DB"), 0)
    return _place(queue["HOST"], queue.get("PORT"), queue.get("DB")) if "HOST" in queue else None


def _place(host: str | None, port: object, database: object) -> Place:
    name = "localhost" if host in LOOPBACK or not host else host.lower()
    return name, _number(port, USUAL_PORT), _number(database, 0)


def _number(value: object, default: int) -> int:
    text = str(value)
    return int(text) if text.isdigit() else default
