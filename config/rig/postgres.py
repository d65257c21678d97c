"""A PostgreSQL of our own, for as long as a run lasts: no port, no password, and nothing left of it.

`python -m config.rig.postgres COMMAND` runs a command beside one, with its DATABASE_URL.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from config.dev.errors import CannotStart
from config.dev.guardian import Guardian

INSTALLED = Path("/usr/lib/postgresql")
SUPERUSER = "postgres"
SETTINGS = {"listen_addresses": "", "synchronous_commit": "off"}
"""What commits is on disk within a second, as with the append-only file of Redis; the rest is what the package says."""
FORGETFUL = {"fsync": "off", "full_page_writes": "off"}
"""For tests, which empty every table after each one: nothing of it need outlive a power cut, and no slow disk holds them up."""
START_SECONDS, STOP_SECONDS = 90.0, 10.0


def programs() -> Path | None:
    """The folder of the newest `initdb` and `postgres`; None where there are none."""
    found = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0)
    if found:
        return found[-1].parent
    in_path = shutil.which("initdb")
    return Path(in_path).parent if in_path else None


@contextmanager
def private_postgres(settings: Mapping[str, str] = SETTINGS) -> Iterator[str]:
    """A cluster; yields its URL.

    Raises:
        CannotStart: there are no programs, or they fail.
    """
    folder = programs()
    if folder is None:
        raise CannotStart(f"no PostgreSQL in {INSTALLED}; install it (apt-get install postgresql), or name one by --database-url")
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as room, Guardian(patience=STOP_SECONDS) as guardian:
        owner = _owner(Path(room))
        _must_run([str(folder / "initdb"), "-D", f"{room}/data", "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-locale"], owner, room)
        words = [
            str(folder / "postgres"),
            "-D",
            f"{room}/data",
            "-k",
            room,
            *chain.from_iterable(("-c", f"{name}={value}") for name, value in settings.items()),
        ]
        with Path(f"{room}/log").open("wb") as log:
            server = subprocess.Popen(
                words, cwd=room, stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=owner, process_group=guardian.group
            )
        _wait_for(folder, room, server)
        yield f"postgres://{SUPERUSER}@{quote(room, safe='')}/{SUPERUSER}"
        guardian.close()
        server.wait()


def _owner(room: Path) -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid():
        return None
    try:
        account = pwd.getpwnam(SUPERUSER)
    except KeyError as error:
        raise CannotStart(f"PostgreSQL does not run as root, and there is no user {SUPERUSER!r}; run this as somebody else") from error
    os.chown(room, account.pw_uid, account.pw_gid)
    return SUPERUSER


def _must_run(words: Sequence[str], owner: str | None, room: str) -> None:
    done = subprocess.run(words, cwd=room, user=owner, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"{Path(words[0]).name} failed: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")


def _wait_for(folder: Path, room: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run([folder / "pg_isready", "-q", "-h", room], check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            last = (Path(f"{room}/log").read_text(errors="replace").strip().splitlines() or ["it said nothing"])[-1]
            raise CannotStart(f"PostgreSQL does not start: {last}")
        time.sleep(0.05)


def main() -> int:
    try:
        with private_postgres({**SETTINGS, **FORGETFUL}) as url:
            return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except CannotStart as error:
        print(f"postgres: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
