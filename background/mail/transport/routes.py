"""The ways that the settings describe: which mailers a stream goes to, in whose name, and how fast."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.core.mail import mailers
from django.core.signals import setting_changed
from django.dispatch import receiver

from background.constants import MailStream
from background.mail.address import comparable_domain
from background.mail.transport.breaker import Breaker
from background.mail.transport.guarded import Guarded
from background.mail.transport.mailers.provider import MailerProvider
from background.mail.transport.override import Override
from background.mail.transport.pace import Pace
from background.mail.transport.provider import Provider
from background.mail.transport.rate import Rate
from background.mail.transport.route import Route
from background.mail.transport.smtp.backend import EmailBackend
from background.mail.transport.smtp.provider import SmtpProvider


@cache
def route(stream: MailStream) -> Route:
    """To the mailers that `MAIL_ROUTES` lists for the stream, in that order, as far as `MAILERS` has them; else to the default one."""
    aliases = [alias for alias in settings.MAIL_ROUTES[stream] if alias in mailers] or ["default"]
    return Route([_guarded(alias) for alias in aliases], Override(settings.MAIL_OVERRIDE_TO))


@cache
def _guarded(alias: str) -> Guarded:
    provider = _provider(alias)
    rate = settings.MAIL_RATES.get(alias)
    return Guarded(provider, _breaker(provider.name), Pace(provider.name, Rate.read(rate) if rate else None, _domain_rates()))


@cache
def _breaker(provider: str) -> Breaker:
    return Breaker(provider)


def _provider(alias: str) -> Provider:
    backend = mailers[alias]
    if isinstance(backend, EmailBackend):
        return SmtpProvider(backend.server, _senders())
    return MailerProvider(alias, _senders())


def _senders() -> Mapping[MailStream, str]:
    return {stream: settings.MAIL_FROM[stream] for stream in MailStream}


def _domain_rates() -> Mapping[str, Rate]:
    return {comparable_domain(domain): Rate.read(rate) for domain, rate in settings.MAIL_DOMAIN_RATES.items()}


@receiver(setting_changed)
def _forget(*, setting: str, **_: Any) -> None:
    """Tests change settings; nobody else does."""
    if setting.startswith("MAIL") or setting == "ANYMAIL":
        for found in (route, _guarded, _breaker):
            found.cache_clear()
