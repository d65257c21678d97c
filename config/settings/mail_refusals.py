"""What of the mail's settings would hurt in production."""

from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from background.webhook_keys import ALWAYS_SIGNED, WEBHOOK_KEYS
from config.env import Environment
from config.env_mail import DEVELOPMENT_SCHEMES, PROVIDERS, SMTP_SCHEMES
from config.settings.mail import tls_of

SILENT = {"scaleway"}
"""Anymail hears none of their webhooks."""
_LOOPBACK = {None, "localhost", "127.0.0.1", "::1"}


def mail_refusals(environment: Environment) -> list[str]:
    """One sentence for each; none where production may start."""
    urls = {name: urlsplit(url) for name, url in environment.mail.urls.items()}
    return list(dict.fromkeys(fault for name, url in urls.items() for fault in _faults(name, url, environment)))


def _faults(name: str, url: SplitResult, environment: Environment) -> Iterator[str]:
    if url.scheme in DEVELOPMENT_SCHEMES:
        yield f"mail would reach nobody by {name}; set MAIL_URL or SMTP_HOST"
    if url.scheme in PROVIDERS:
        yield from _open_webhooks(url.scheme.replace("-", "_"), environment)
    if url.scheme in SMTP_SCHEMES and url.password and url.hostname not in _LOOPBACK and tls_of(url) == "none":
        yield f"{name} sends a password in clear; use port 587 or 465, or end it with ?tls=starttls"


def _open_webhooks(provider: str, environment: Environment) -> Iterator[str]:
    """Its webhooks tell what became of mails; somebody else's must not."""
    key = WEBHOOK_KEYS.get(provider, "")
    is_secret = provider not in ALWAYS_SIGNED and ":" in environment.webhook_secret
    if provider not in SILENT and key not in environment.webhook_keys and not is_secret:
        way = f"ANYMAIL_{key}" if provider in ALWAYS_SIGNED else "ANYMAIL_WEBHOOK_SECRET to 'user:password'"
        yield f"nothing says whether webhooks come from {provider}; set {way}"
