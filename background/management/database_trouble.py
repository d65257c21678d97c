"""What to do about a database that cannot be asked, by what it says."""

import re
from typing import NamedTuple

from django.db import Error


class _Trouble(NamedTuple):
    """`pattern` finds it in the code of the database (SQLSTATE, or SQLite's name) and its words, which follow that."""

    pattern: re.Pattern[str]
    way_out: str


def _trouble(pattern: str, way_out: str) -> _Trouble:
    return _Trouble(re.compile(pattern), way_out)


_TROUBLES = (
    _trouble(r"^42P01|no such table", "its tables are missing: run manage.py migrate"),
    _trouble(r"^42703|no such column|has no column named", "its tables are not those of this code: run manage.py migrate"),
    _trouble(
        r'^28P01|^28000|password authentication failed|no password supplied|no pg_hba\.conf entry|role ".*" does not exist',
        "it lets nobody in with the user and password of DATABASE_URL: correct them",
    ),
    _trouble(r"^42501", "the user of DATABASE_URL may not do that: let its owner GRANT it"),
    _trouble(r'^3D000|database ".*" does not exist', "its server has no database of that name: create it, or correct DATABASE_URL"),
    _trouble(
        r"^53300|too many clients|remaining connection slots",
        "its connections are taken: stop who holds them, or raise max_connections",
    ),
    _trouble(r"^53100|^SQLITE_FULL|No space left on device", "its disk is full: make room"),
    _trouble(r"^25006", "it only lets itself be read, as a standby does: name the primary in DATABASE_URL"),
    _trouble(r"^SQLITE_READONLY", "this user may not write its file, or the folder that it is in: grant that"),
    _trouble(r"^SQLITE_(BUSY|LOCKED)", "another process writes for longer than one waits: try again, or end it"),
    _trouble(r"^SQLITE_CANTOPEN", "its file cannot be opened: does the folder in DATABASE_URL exist, and may this user enter it?"),
    _trouble(r"^SQLITE_(NOTADB|CORRUPT)", "its file is damaged, or none of SQLite's: put a backup back, or correct DATABASE_URL"),
    _trouble(r"^57P0[123]|(starting up|shutting down|recovery mode)", "it starts or stops just now: try again in some seconds"),
    _trouble(r"resolve host|translate host name", "nobody knows the host in DATABASE_URL: correct it"),
    _trouble(
        r"^08|Connection refused|No such file or directory|timeout|unreachable|server closed the connection|terminating connection",
        "nothing answers at DATABASE_URL: is it running, and are host and port right?",
    ),
)
_UNKNOWN = "is DATABASE_URL right, and was manage.py migrate run?"


def way_out_of(error: Error) -> str:
    """One line, of what is to be done about this."""
    cause = error.__cause__
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or ""
    said = f"{code} {error}"
    return next((trouble.way_out for trouble in _TROUBLES if trouble.pattern.search(said)), _UNKNOWN)
