"""The environment is read once, and all that is wrong with it is told at once."""

import socket
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import embedded_redis_note, next_database, read


def test_every_fault_is_told_in_one_message() -> None:
    wrong = {"REDIS_PORT": "many", "DEBUG": "perhaps", "LOG_FORMAT": "xml", "MAIL_URL": "pigeon://coop", "NUM_PROXIES": "-1"}
    wrong |= {"BACKGROUND_KEEP_DAYS": "dead=long", "BACKGROUND_KEEP_JOBS": "running=5", "BACKGROUND_PRUNE_HOUR": "24"}

    with pytest.raises(ImproperlyConfigured) as refusal:
        read(wrong)

    assert all(name in str(refusal.value) for name in wrong)


def test_some_bounds_of_the_ledger_are_changed_and_the_others_stay() -> None:
    found = read({"BACKGROUND_KEEP_DAYS": "dead=7, expired=0"})

    assert found.keep_days == {"succeeded": 30, "dead": 7, "cancelled": 30, "expired": 0}
    assert found.keep_jobs == {"succeeded": 1_000_000, "dead": 100_000, "cancelled": 100_000, "expired": 100_000}


def test_a_value_that_may_hold_a_password_is_not_repeated() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read({"REDIS_URL": "http://:hunter2@cache"})

    assert "REDIS_URL does not begin with redis://" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("parts", "url"),
    [
        ({"REDIS_HOST": "cache"}, "redis://cache:6379/0"),
        ({"REDIS_PORT": "6380", "REDIS_DB": "1"}, "redis://localhost:6380/1"),
        ({"REDIS_PASSWORD": "a b/c"}, "redis://:a%20b%2Fc@localhost:6379/0"),
        ({"REDIS_URL": "rediss://far:1/2", "REDIS_HOST": "near"}, "rediss://far:1/2"),
    ],
)
def test_redis_is_named_by_a_url_or_by_its_parts(parts: dict[str, str], url: str) -> None:
    assert read(parts).redis_url == url


def test_a_second_terminal_finds_the_embedded_server(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "valkey.sock"))
        embedded_redis_note(tmp_path).write_text(f"unix://{tmp_path}/valkey.sock?db=0")

        found = read({"DATA_DIR": str(tmp_path)})

    assert found.redis_url == f"unix://{tmp_path}/valkey.sock?db=0"


def test_the_note_of_a_server_that_is_gone_is_not_believed(tmp_path: Path) -> None:
    embedded_redis_note(tmp_path).write_text(f"unix://{tmp_path}/valkey.sock?db=0")

    found = read({"DATA_DIR": str(tmp_path)})

    assert found.redis_url == "redis://localhost:6379/0"


def test_a_named_redis_wins_over_the_embedded_server(tmp_path: Path) -> None:
    embedded_redis_note(tmp_path).write_text("unix:///tmp/x/valkey.sock?db=0")

    assert read({"DATA_DIR": str(tmp_path), "REDIS_URL": "redis://named/0"}).redis_url == "redis://named/0"


@pytest.mark.parametrize(
    ("url", "following"),
    [
        ("redis://cache:6379/0", "redis://cache:6379?db=1"),
        ("redis://cache:6379", "redis://cache:6379?db=1"),
        ("redis://cache/2?db=3", "redis://cache?db=4"),
        ("rediss://:secret@cache/3?ssl_cert_reqs=required", "rediss://:secret@cache?ssl_cert_reqs=required&db=4"),
        ("unix:///tmp/a b/valkey.sock?db=0", "unix:///tmp/a b/valkey.sock?db=1"),
        ("unix:///tmp/valkey.sock", "unix:///tmp/valkey.sock?db=1"),
    ],
)
def test_the_cache_lies_one_database_further(url: str, following: str) -> None:
    assert next_database(url) == following


def test_the_mail_parts_become_a_url() -> None:
    environment = read({"SMTP_HOST": "mail", "SMTP_USER": "a@b", "SMTP_PASSWORD": "p:w"})

    assert environment.mail.url == "smtp://a%40b:p%3Aw@mail:587"


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"REDIS_URL": "redis://127.0.0.1:abc"}, "REDIS_URL is no URL"),
        ({"REDIS_URL": "redis://[bad"}, "REDIS_URL is no URL"),
        ({"DATABASE_URL": "postgres://u:p@127.0.0.1:abc/x"}, "DATABASE_URL is no URL"),
        ({"MAIL_URL": "smtp://h:99999"}, "MAIL_URL is no URL"),
        ({"MAIL_URL": "file:?seconds=61"}, "MAIL_URL says seconds=61; it can be from 0 to 60"),
        ({"MAIL_BULK_URL": "file:?seconds=nan"}, "MAIL_BULK_URL says seconds=nan"),
        ({"MAIL_URL": "file:?delay=1"}, "MAIL_URL has the option delay"),
        ({"BACKGROUND_SECRET_KEYS": ","}, "BACKGROUND_SECRET_KEYS lists nothing"),
        ({"BACKGROUND_KEY_PREFIX": "a b"}, "BACKGROUND_KEY_PREFIX is 'a b'"),
        ({"DATA_DIR": "/dev/null/x"}, "DATA_DIR cannot be a folder"),
        ({"DEFAULT_FROM_EMAIL": "a@example.org\nBcc: b@example.org"}, "DEFAULT_FROM_EMAIL"),
    ],
)
def test_what_cannot_be_used_is_named(variables: dict[str, str], words: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        read({"DATA_DIR": str(tmp_path)} | variables)
