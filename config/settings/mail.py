"""Where mail goes: files with a preview page until `MAIL_URL` or `SMTP_HOST` says otherwise."""

from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.env import Environment
from config.settings.environment import ENV


def _file_options(_: SplitResult) -> dict[str, Any]:
    return {"BACKEND": "config.mail_preview.backend.EmailBackend", "OPTIONS": {"directory": str(ENV.mail_dir)}}


def _smtp_options(url: SplitResult) -> dict[str, Any]:
    """TLS by port as in RFC 8314: 465 at once, 587 by STARTTLS, anything else as `?tls=` says (default: none)."""
    port = url.port or (465 if url.scheme == "smtps" else 587)
    by_port = "implicit" if port == 465 or url.scheme == "smtps" else "starttls" if port == 587 else "none"
    tls = parse_qs(url.query).get("tls", [by_port])[0]
    if tls not in {"implicit", "starttls", "none"}:
        raise ImproperlyConfigured(f"MAIL_URL says tls={tls}; it can be implicit, starttls or none")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": url.hostname or "localhost",
            "port": port,
            "username": unquote(url.username or ""),
            "password": unquote(url.password or ""),
            "use_ssl": tls == "implicit",
            "use_tls": tls == "starttls",
            "timeout": 15,
        },
    }


def _mailer(env: Environment) -> dict[str, Any]:
    url = urlsplit(env.mail_url)
    match url.scheme:
        case "file":
            return _file_options(url)
        case "smtp" | "smtps":
            return _smtp_options(url)
        case "console":
            return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
        case "memory":
            return {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
        case provider:
            options = {name: values[0] for name, values in parse_qs(url.query).items()}
            return {"BACKEND": f"anymail.backends.{provider.replace('-', '_')}.EmailBackend", "OPTIONS": options}


MAILERS = {"default": _mailer(ENV)}
MAIL_DIR = ENV.mail_dir if ENV.mail_url.startswith("file:") else None
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.from_email
ANYMAIL = ({"WEBHOOK_SECRET": ENV.webhook_secret} if ENV.webhook_secret else {}) | ENV.webhook_keys
