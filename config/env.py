"""What the environment says: read once, and every fault told at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import environ

from background.retention_defaults import KEEP_DAYS, KEEP_JOBS, KEEP_MAIL_DAYS, KEEP_MAILS, PRUNE_HOUR
from background.webhook_keys import WEBHOOK_KEYS
from config.env_mail import MailEnvironment, read_mail
from config.env_reader import Reader

ROOT = Path(__file__).resolve().parent.parent
ONE_LINE = r"[^\x00-\x1f\x7f]*"
DEVELOPMENT_KEY = "development-only-key-that-production-refuses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Every setting that an operator may choose, with the defaults of development."""

    secret_key: str
    secret_keys: tuple[str, ...]
    debug: bool
    allowed_hosts: tuple[str, ...]
    num_proxies: int
    data_dir: Path
    database: dict[str, Any]
    redis_url: str
    cache_url: str
    key_prefix: str
    keep_days: dict[str, int]
    keep_jobs: dict[str, int]
    keep_mail_days: int
    keep_mails: int
    prune_hour: int
    mail: MailEnvironment
    frontend_url: str
    site_url: str
    unsubscribe_mailto: str
    app_name: str
    postal_address: str
    mail_link_hosts: tuple[str, ...]
    webhook_secret: str
    webhook_keys: dict[str, str]
    metrics_token: str
    log_level: str
    log_format: str


REDIS_SCHEMES = ("redis", "rediss", "unix")


def read(source: Mapping[str, str] = os.environ) -> Environment:
    """The environment as values.

    Raises:
        ImproperlyConfigured: something is wrong; the message lists every fault, parted by semicolons.
    """
    reader = Reader(source)
    data_dir = reader.folder("DATA_DIR", ROOT / ".dev")
    redis_url = _redis_url(reader, data_dir)
    environment = Environment(
        secret_key=reader.text("SECRET_KEY", DEVELOPMENT_KEY),
        secret_keys=reader.words("BACKGROUND_SECRET_KEYS", reader.text("SECRET_KEY", DEVELOPMENT_KEY)),
        debug=reader.flag("DEBUG", default=True),
        allowed_hosts=reader.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"),
        num_proxies=reader.number("NUM_PROXIES", 0, highest=16),
        data_dir=data_dir,
        database=_database(reader, data_dir),
        redis_url=redis_url,
        cache_url=reader.url("CACHE_URL", next_database(redis_url), (*REDIS_SCHEMES, "locmem")),
        key_prefix=reader.matching("BACKGROUND_KEY_PREFIX", "rq", r"[A-Za-z0-9_.:-]+", "letters, digits, and _ . : -"),
        keep_days=reader.numbers("BACKGROUND_KEEP_DAYS", KEEP_DAYS, highest=36_500),
        keep_jobs=reader.numbers("BACKGROUND_KEEP_JOBS", KEEP_JOBS, highest=10**9),
        keep_mail_days=reader.number("BACKGROUND_KEEP_MAIL_DAYS", KEEP_MAIL_DAYS, highest=36_500),
        keep_mails=reader.number("BACKGROUND_KEEP_MAILS", KEEP_MAILS, highest=10**9),
        prune_hour=reader.number("BACKGROUND_PRUNE_HOUR", PRUNE_HOUR, highest=23),
        mail=read_mail(reader, data_dir),
        frontend_url=reader.url("FRONTEND_URL", "http://localhost:8000", ("http", "https")).rstrip("/"),
        site_url=reader.url("SITE_URL", reader.text("FRONTEND_URL", "http://localhost:8000"), ("http", "https")).rstrip("/"),
        unsubscribe_mailto=reader.matching("UNSUBSCRIBE_MAILTO", "", r"([^\s<>,?]+@[^\s<>,?]+)?", "an address"),
        app_name=reader.matching("APP_NAME", "", ONE_LINE, "one line"),
        postal_address=reader.matching("POSTAL_ADDRESS", "", ONE_LINE, "one line"),
        mail_link_hosts=tuple(filter(None, map(str.strip, reader.text("MAIL_LINK_HOSTS").split(",")))),
        webhook_secret=reader.text("ANYMAIL_WEBHOOK_SECRET"),
        webhook_keys={name: key for name in WEBHOOK_KEYS.values() if (key := reader.text(f"ANYMAIL_{name}"))},
        metrics_token=reader.text("METRICS_TOKEN"),
        log_level=reader.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        log_format=reader.choice("LOG_FORMAT", "console", ("console", "json")),
    )
    reader.finish()
    return environment


def embedded_redis_note(data_dir: Path) -> Path:
    """Where `bin/dev` writes the URL of the server it runs, so that a second terminal finds it."""
    return data_dir / "redis.url"


def next_database(redis_url: str) -> str:
    """The same server, one database further: the cache never shares the queues' keys."""
    base, _, query = redis_url.partition("?")
    options = dict(parse_qsl(query))
    in_path = "" if base.startswith("unix:") else urlsplit(base).path.strip("/")
    number = options.pop("db", in_path)  # redis-py lets the option win over the path
    options["db"] = str(int(number) + 1 if number.isdigit() else 1)
    return f"{base.removesuffix(f'/{in_path}') if in_path else base}?{urlencode(options)}"


def _redis_url(reader: Reader, data_dir: Path) -> str:
    host = reader.text("REDIS_HOST", "localhost")
    port = reader.number("REDIS_PORT", 6379, highest=65535)
    database = reader.number("REDIS_DB", 0, highest=14)
    password = reader.text("REDIS_PASSWORD")
    secret = f":{quote(password, safe='')}@" if password else ""
    parts = f"redis://{secret}{host}:{port}/{database}"
    is_named = any(reader.text(name) for name in ("REDIS_HOST", "REDIS_PORT", "REDIS_PASSWORD", "REDIS_DB"))
    embedded = "" if is_named else _embedded_redis(data_dir)
    return reader.url("REDIS_URL", embedded or parts, REDIS_SCHEMES)


def _embedded_redis(data_dir: Path) -> str:
    note = embedded_redis_note(data_dir)
    url = note.read_text().strip() if note.is_file() else ""
    # After a SIGKILL the note is still there, its server is not.
    return url if Path(urlsplit(url).path).is_socket() else ""


def _database(reader: Reader, data_dir: Path) -> dict[str, Any]:
    url = reader.url("DATABASE_URL", f"sqlite:///{data_dir / 'db.sqlite3'}", ("sqlite", "postgres", "postgresql"))
    config: dict[str, Any] = environ.Env.db_url_config(url)
    config["HOST"] = unquote(config.get("HOST", ""))  # a socket's folder stands there percent-encoded
    config["CONN_MAX_AGE"] = 60  # to open SQLite anew for every job takes longer than its statements
    if url.startswith("sqlite"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
    return config
