"""Production refuses to start with what would hurt there, and says all of it at once."""

import os
import subprocess
import sys

import pytest

from config.env import ROOT

GOOD = {
    "DEBUG": "false",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdef",
    "ALLOWED_HOSTS": "app.example.org",
    "FRONTEND_URL": "https://app.example.org",
    "DATABASE_URL": "postgres://app:secret@database.example.org/app",
    "REDIS_URL": "rediss://:secret@redis.example.org:6379/0",
    "MAIL_URL": "smtp://app:secret@mail.example.org:587",
}


def start(tmp_path: object, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **GOOD, **changes}
    command = [sys.executable, "-c", "import config.settings.production"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False)


def test_a_complete_environment_is_accepted(tmp_path: object) -> None:
    started = start(tmp_path)

    assert (started.returncode, started.stderr) == (0, "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"DEBUG": "true"}, "DEBUG is on"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is the development key"),
        ({"SECRET_KEY": "k" * 60}, "SECRET_KEY is not 50 random characters"),
        ({"REDIS_URL": "redis://redis.example.org:6379/0"}, "Redis is off loopback and has no password"),
        ({"CACHE_URL": "redis://cache.example.org:6379/1"}, "the cache's Redis is off loopback"),
        ({"CACHE_URL": "locmem://"}, "the cache is local memory"),
        ({"MAIL_URL": "postmark:?server_token=x"}, "from postmark; set ANYMAIL_WEBHOOK_SECRET"),
        (
            {"MAIL_URL": "amazon-ses:", "ANYMAIL_WEBHOOK_SECRET": "no-colon"},
            "from amazon_ses; set ANYMAIL_WEBHOOK_SECRET to 'user:password'",
        ),
        ({"MAIL_URL": "resend:?api_key=x"}, "from resend; set ANYMAIL_WEBHOOK_SECRET"),
        ({"MAIL_URL": "mailgun:?api_key=x", "ANYMAIL_WEBHOOK_SECRET": "a:b"}, "from mailgun; set ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY"),
        ({"MAIL_URL": "postal:?api_key=x"}, "from postal; set ANYMAIL_POSTAL_WEBHOOK_KEY"),
        ({"MAIL_URL": "unisender-go:?api_key=x"}, "from unisender_go; set ANYMAIL_UNISENDER_GO_API_KEY"),
        ({"MAIL_URL": "mailtrap:?api_token=x"}, "from mailtrap; set ANYMAIL_WEBHOOK_SECRET"),
        ({"MAIL_URL": "memory:"}, "mail would reach nobody"),
        ({"MAIL_URL": "smtp://a:b@host:587?tls=startls"}, "MAIL_URL says tls=startls; it can be implicit, starttls or none"),
        ({"MAIL_URL": "smtp://"}, "MAIL_URL names no host"),
        ({"MAIL_URL": "smtp://a:b@host?ssl=yes"}, "MAIL_URL has the option ssl; there is tls alone"),
        ({"MAIL_URL": "smtp://a@host"}, "MAIL_URL has a user and no password"),
        ({"MAIL_URL": "smtp://a:b@host:25"}, "MAIL_URL sends a password in clear"),
        ({"MAIL_URL": "smtp://host:many"}, "MAIL_URL is no URL"),
        ({"MAIL_BULK_URL": "memory:"}, "mail would reach nobody by MAIL_BULK_URL"),
        ({"MAIL_FALLBACK_URL": "postmark:?server_token=x"}, "from postmark; set ANYMAIL_WEBHOOK_SECRET"),
        ({"MAIL_RATE": "20 a second"}, "MAIL_RATE is '20 a second'; it must be a number of mails in a time"),
        ({"MAIL_DOMAIN_RATES": "gmail.com"}, "MAIL_DOMAIN_RATES is 'gmail.com'"),
        ({"MAIL_OVERRIDE_TO": "a@example.org, b@example.org"}, "MAIL_OVERRIDE_TO is 'a@example.org, b@example.org'"),
        ({"MAIL_BULK_FROM": "nobody"}, "MAIL_BULK_FROM"),
        ({"FRONTEND_URL": "http://"}, "FRONTEND_URL names no host"),
        ({"ALLOWED_HOSTS": ","}, "ALLOWED_HOSTS lists nothing"),
    ],
)
def test_what_would_hurt_is_refused_by_name(changes: dict[str, str], words: str, tmp_path: object) -> None:
    started = start(tmp_path, **changes)

    assert started.returncode == 1
    assert words in started.stderr.splitlines()[-1]


def test_all_refusals_come_together(tmp_path: object) -> None:
    last_line = start(tmp_path, DEBUG="true", MAIL_URL="file:", SECRET_KEY="").stderr.splitlines()[-1]

    assert all(words in last_line for words in ("DEBUG is on", "development key", "mail would reach nobody"))


@pytest.mark.parametrize("url", ["redis:///0", "unix:///run/redis.sock", "redis://redis.example.org/0?password=x"])
def test_a_redis_that_nobody_else_can_use_is_fine(url: str, tmp_path: object) -> None:
    assert start(tmp_path, REDIS_URL=url).returncode == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"MAIL_URL": "postmark:?server_token=x", "ANYMAIL_WEBHOOK_SECRET": "a:b"},
        {"MAIL_URL": "resend:?api_key=x", "ANYMAIL_RESEND_SIGNING_SECRET": "whsec_c2VjcmV0"},
        {"MAIL_URL": "mailgun:?api_key=x", "ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY": "key"},
        {"MAIL_URL": "scaleway:?secret_key=x"},
    ],
)
def test_a_provider_that_can_prove_itself_is_fine(changes: dict[str, str], tmp_path: object) -> None:
    assert start(tmp_path, **changes).returncode == 0
