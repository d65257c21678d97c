"""Where `MAIL_URL` and `SMTP_HOST` send mail."""

from pathlib import Path
from typing import Any

import pytest

from config.env import read
from config.mail_preview.backend import EmailBackend
from config.settings import mail as settings


def mailer(tmp_path: Path, **variables: str) -> dict[str, Any]:
    return settings.mailer(read({"DATA_DIR": str(tmp_path), **variables}).mail.url)


def test_with_nothing_set_mail_goes_to_files(tmp_path: Path) -> None:
    chosen = mailer(tmp_path)

    assert chosen["BACKEND"] == "config.mail_preview.backend.EmailBackend"


@pytest.mark.parametrize(("url", "seconds"), [("file:", 0), ("file:?seconds=1", 1), ("file:?seconds=0.25", 0.25)])
def test_a_file_may_be_made_to_take_as_long_as_a_server(url: str, seconds: float, tmp_path: Path) -> None:
    options = mailer(tmp_path, MAIL_URL=url)["OPTIONS"]

    assert EmailBackend(**options).seconds == seconds


@pytest.mark.parametrize(
    ("port", "use_ssl", "use_tls"), [("465", True, False), ("587", False, True), ("25", False, False), ("2525", False, False)]
)
def test_tls_goes_by_the_port(port: str, use_ssl: bool, use_tls: bool, tmp_path: Path) -> None:
    options = mailer(tmp_path, SMTP_HOST="mail.example.org", SMTP_PORT=port, SMTP_USER="a@b", SMTP_PASSWORD="p:w/ö")["OPTIONS"]

    assert (options["use_ssl"], options["use_tls"], options["port"]) == (use_ssl, use_tls, int(port))
    assert (options["username"], options["password"], options["timeout"]) == ("a@b", "p:w/ö", 15)


def test_a_provider_gets_its_options_from_the_query(tmp_path: Path) -> None:
    chosen = mailer(tmp_path, MAIL_URL="mailgun:?api_key=k&sender_domain=mg.example.org")

    assert chosen == {"BACKEND": "anymail.backends.mailgun.EmailBackend", "OPTIONS": {"api_key": "k", "sender_domain": "mg.example.org"}}
