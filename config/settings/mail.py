"""Where mail goes: files with a preview page until `MAIL_URL` or `SMTP_HOST` says otherwise."""

from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from config.settings.environment import ENV

TIMEOUT_SECONDS = 15
IMPLICIT_TLS_PORT, SUBMISSION_PORT = 465, 587


def mailer(url: str) -> dict[str, Any]:
    """The entry of `MAILERS` for a `MAIL_URL`."""
    parts = urlsplit(url)
    match parts.scheme:
        case "file":
            options: dict[str, Any] = {"directory": str(ENV.mail.folder), "seconds": float(parse_qs(parts.query).get("seconds", ["0"])[0])}
            return {"BACKEND": "config.mail_preview.backend.EmailBackend", "OPTIONS": options}
        case "smtp" | "smtps":
            return {"BACKEND": "background.mail.transport.smtp.backend.EmailBackend", "OPTIONS": _smtp_options(parts)}
        case "console":
            return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
        case "memory":
            return {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
        case provider:
            options = {name: values[0] for name, values in parse_qs(parts.query).items()}
            return {"BACKEND": f"anymail.backends.{provider.replace('-', '_')}.EmailBackend", "OPTIONS": options}


def _smtp_options(url: SplitResult) -> dict[str, Any]:
    tls = tls_of(url)
    return {
        "host": url.hostname,
        "port": _port(url),
        "username": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "use_ssl": tls == "implicit",
        "use_tls": tls == "starttls",
        "timeout": TIMEOUT_SECONDS,
    }


def tls_of(url: SplitResult) -> str:
    """By the port as in RFC 8314: 465 at once, 587 by STARTTLS, anything else as `?tls=` says (default: none)."""
    port = _port(url)
    by_port = "implicit" if url.scheme == "smtps" or port == IMPLICIT_TLS_PORT else "starttls" if port == SUBMISSION_PORT else "none"
    return parse_qs(url.query).get("tls", [by_port])[0]


def _port(url: SplitResult) -> int:
    return url.port or (IMPLICIT_TLS_PORT if url.scheme == "smtps" else SUBMISSION_PORT)


MAILERS = {"default": mailer(ENV.mail.url), "transactional": mailer(ENV.mail.url), "bulk": mailer(ENV.mail.bulk_url)}
if ENV.mail.fallback_url:
    MAILERS["fallback"] = mailer(ENV.mail.fallback_url)
MAIL_ROUTES = {"transactional": ("transactional", "fallback"), "bulk": ("bulk", "fallback")}
MAIL_FROM = {"transactional": ENV.mail.from_email, "bulk": ENV.mail.bulk_from_email}
MAIL_RATES = dict.fromkeys(MAILERS, ENV.mail.rate) if ENV.mail.rate else {}
MAIL_DOMAIN_RATES = ENV.mail.domain_rates
MAIL_OVERRIDE_TO = ENV.mail.override_to
MAIL_DIR = ENV.mail.folder if ENV.mail.url.startswith("file:") else None
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.mail.from_email
ANYMAIL = {
    "REQUESTS_TIMEOUT": TIMEOUT_SECONDS,
    **({"WEBHOOK_SECRET": ENV.webhook_secret} if ENV.webhook_secret else {}),
    **ENV.webhook_keys,
}
