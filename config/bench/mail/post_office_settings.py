"""A Django project with nothing but django-post_office, as its documentation sets it up."""

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SECRET_KEY = "of a measurement"  # noqa: S105  # nothing is signed
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "post_office"]
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(os.environ["DATA_DIR"]) / "post_office.sqlite3"),
        "OPTIONS": {  # as in our own settings
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }
}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
_url = urlsplit(os.environ["MAIL_URL"])
_options = {
    "host": _url.hostname,
    "port": _url.port,
    "username": _url.username,
    "password": _url.password,
    "use_tls": "starttls" in parse_qs(_url.query).get("tls", []),
    "timeout": 15,
}
MAILERS = {
    "default": {"BACKEND": "post_office.EmailBackend"},
    "smtp": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": _options},
}
POST_OFFICE = {"DEFAULT_MAILER": "smtp"}
