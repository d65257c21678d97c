"""The embedded server keeps data, keeps others out, and leaves nothing behind."""

import io
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis
from rich.console import Console

from config.dev.errors import CannotStart
from config.dev.revival import Revival
from config.dev.screen import Screen
from config.dev.valkey import EmbeddedValkey
from tests.config.dev.processes import lives, parent, said, until

KEPT = """
import sys, time
from pathlib import Path
from config.dev.valkey import EmbeddedValkey
server = EmbeddedValkey(Path(sys.argv[1]) / "data", Path(sys.argv[1]) / "private" / "valkey.sock")
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def room() -> Iterator[Path]:
    """A short path with spaces in it, private to us."""
    with tempfile.TemporaryDirectory(prefix="va l key ") as name:
        yield Path(name)


def _server(room: Path) -> EmbeddedValkey:
    return EmbeddedValkey(room / "da ta", room / "so ck" / "valkey.sock")


def _client(server: EmbeddedValkey) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(server.socket), decode_responses=True)


def test_it_answers_on_a_private_socket_and_on_no_port(room: Path) -> None:
    with _server(room) as server, _client(server) as client:
        settings = client.config_get("*")

    assert settings["port"] == "0"
    assert settings["appendonly"] == "yes"
    assert settings["maxmemory-policy"] == "noeviction"
    assert settings["save"] == ""
    assert settings["unixsocketperm"] == "700"


def test_its_url_is_understood_by_the_client(room: Path) -> None:
    with _server(room) as server, redis.Redis.from_url(server.url) as client:
        assert client.ping()


def test_stopping_leaves_only_the_data(room: Path) -> None:
    with _server(room) as server:
        process = server.pid

    assert not lives(process)
    assert [path.name for path in room.iterdir()] == ["da ta"]


def test_data_survives_a_kill_of_the_server(room: Path) -> None:
    server = _server(room)
    with server, _client(server) as client:
        client.set("accepted", "kept")
        client.waitaof(1, 0, 60_000)
        os.kill(server.pid, signal.SIGKILL)

    with server, _client(server) as client:
        assert client.get("accepted") == "kept"


def test_a_killed_server_is_started_again_where_it_was_and_with_what_it_had(room: Path) -> None:
    with _server(room) as server, _client(server) as client:
        client.set("accepted", "kept")
        client.waitaof(1, 0, 60_000)
        screen = Screen(Console(file=(shown := io.StringIO()), width=300))
        revival = Revival([server], screen)
        os.kill(server.pid, signal.SIGKILL)

        def is_back() -> bool:
            revival.look()
            with suppress(redis.ConnectionError):
                return bool(client.get("accepted") == "kept")
            return False

        assert until(is_back)
        assert server.missing() == []

    assert "Valkey stopped by itself (killed by SIGKILL); the last it said: " in shown.getvalue()
    assert [path.name for path in room.iterdir()] == ["da ta"]


def test_a_second_server_on_the_same_data_is_refused(room: Path) -> None:
    second = EmbeddedValkey(room / "da ta", room / "other" / "valkey.sock")

    with _server(room), pytest.raises(CannotStart, match=f"in use by process {os.getpid()}; stop that one") as refusal:
        second.start()

    assert "\n" not in str(refusal.value)
    assert not (room / "other").exists()


def test_it_does_not_outlive_a_killed_parent(room: Path) -> None:
    with parent(KEPT, str(room)) as owner:
        server = int(said(owner))

    assert until(lambda: not lives(server))
    assert until(lambda: not (room / "private").exists())


def test_the_data_can_be_taken_over_at_once_from_a_killed_parent(room: Path) -> None:
    with parent(KEPT, str(room)) as owner:
        said(owner)

    with EmbeddedValkey(room / "data", room / "next" / "valkey.sock") as server, _client(server) as client:
        assert client.ping()


def test_a_server_that_does_not_start_says_why(room: Path) -> None:
    broken = room / "broken"
    broken.write_text("#!/bin/sh\necho starting\necho the disk is on fire\nexit 1\n")
    broken.chmod(0o700)

    with pytest.raises(CannotStart, match="did not start: the disk is on fire"):
        EmbeddedValkey(room / "data", room / "private" / "valkey.sock", broken).start()

    assert not (room / "private").exists()


def test_a_socket_path_that_is_too_long_is_refused(room: Path) -> None:
    with pytest.raises(CannotStart, match="longer than a socket path can be"):
        EmbeddedValkey(room / "data", room / ("deep" * 30) / "valkey.sock").start()


def test_a_folder_that_others_can_open_is_refused(room: Path) -> None:
    (room / "open").mkdir()
    (room / "open").chmod(0o755)

    with pytest.raises(CannotStart, match="is open to other users"):
        EmbeddedValkey(room / "data", room / "open" / "valkey.sock").start()
