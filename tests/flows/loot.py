"""What somebody finds who gets hold of Redis, of its file, and of the database."""

import base64
import binascii
import json
import re
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from django.db.backends.utils import CursorWrapper
from redis import Redis

_PACKED = re.compile(rb"eJ[A-Za-z0-9+/_-]{10,}={0,2}")
"""zlib in base64, as tracebacks are kept."""


def everything_in(redis: Redis) -> bytes:
    """Every key, and every value of every kind."""
    return b"\n".join(part for key in redis.scan_iter() for part in (key, *_values(redis, key)))


def everything_in_files(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def everything_in_database() -> bytes:
    """Every row of every table; of SQLite the file as well, with what was deleted and is still there."""
    with connection.cursor() as cursor:
        rows = [row for table in connection.introspection.table_names(cursor) for row in _rows(cursor, table)]
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        rows.append(_read_apart(sorted(file.parent.glob(f"{file.name}*"))))
    return b"\n".join(rows)


def holds(loot: bytes, secret: str) -> bool:
    """Whether the secret can be read in it: as it is, or in an encoding that one of us could have used."""
    opened = b"\n".join([loot, *_unpacked(loot)])
    return any(re.search(_alone(spelling), opened) for spelling in _spellings(secret))


def _values(redis: Redis, key: bytes) -> Iterator[bytes]:
    match redis.type(key):
        case b"string":
            yield redis.get(key) or b""
        case b"hash":
            yield from (part for item in redis.hgetall(key).items() for part in item)
        case b"list":
            yield from redis.lrange(key, 0, -1)
        case b"set":
            yield from redis.smembers(key)
        case b"zset":
            yield from redis.zrange(key, 0, -1)
        case b"stream":
            yield from (part for _, fields in redis.xrange(key) for item in fields.items() for part in item)
        case kind:
            raise AssertionError(f"nobody looked into a {kind!r}")


def _read_apart(files: list[Path]) -> bytes:
    """In a process of its own: whoever opens and closes SQLite's file beside SQLite gives up every lock that the process
    holds on it (sqlite.org/howtocorrupt, 2.2), and the next process to leave takes the log of the open database away."""
    return subprocess.run(["cat", *files], capture_output=True, check=True).stdout


def _rows(cursor: CursorWrapper, table: str) -> list[bytes]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # the name of a table that is there
    return ["\n".join(map(str, row)).encode() for row in cursor.fetchall()]


def _unpacked(loot: bytes) -> Iterator[bytes]:
    for found in _PACKED.findall(loot):
        try:
            yield zlib.decompressobj().decompress(base64.b64decode(found))
        except (binascii.Error, zlib.error):
            continue


def _spellings(secret: str) -> Iterator[bytes]:
    raw = secret.encode()
    yield from {raw, quote(secret, safe="").encode(), raw.hex().encode(), repr(secret)[1:-1].encode()}
    for ascii_only in (True, False):
        once = json.dumps(secret, ensure_ascii=ascii_only)
        yield from {once[1:-1].encode(), json.dumps(once, ensure_ascii=ascii_only)[3:-3].encode()}  # and as text within JSON within JSON
    for shift in range(
        3
    ):  # what stands before it decides how base64 writes it; characters of six bits at its ends mix with their neighbours
        own = base64.b64encode(b"\0" * shift + raw)
        inner = own[
            (shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6
        ]  # all the others: four of a short code are in any long text by chance
        yield from {inner, inner.translate(bytes.maketrans(b"+/", b"-_"))}


def _alone(spelling: bytes) -> bytes:
    """A code of six digits is no part of a longer number, of a time or of a token."""
    inner = re.escape(spelling)
    return rb"(?<![0-9A-Za-z.])%b(?![0-9A-Za-z])" % inner if spelling.isdigit() and len(spelling) < 10 else inner
