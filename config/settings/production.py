"""Production: the same settings, and a refusal to start with what would hurt there."""

from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.env import DEVELOPMENT_KEY
from config.settings.base import *  # noqa: F403
from config.settings.base import SECURE_CSP
from config.settings.environment import ENV
from config.settings.mail_refusals import mail_refusals
from config.settings.storage import *  # noqa: F403

_LOOPBACK = {None, "localhost", "127.0.0.1", "::1"}


def _is_open(redis_url: str) -> bool:
    """Whether others on the network could use this Redis."""
    url = urlsplit(redis_url)
    return url.scheme.startswith("redis") and url.hostname not in _LOOPBACK and not (url.password or "password" in parse_qs(url.query))


_refusals = [
    message
    for refused, message in [
        (ENV.debug, "DEBUG is on; set DEBUG=false"),
        (ENV.secret_key == DEVELOPMENT_KEY, "SECRET_KEY is the development key; set SECRET_KEY to 50 random characters"),
        (len(ENV.secret_key) < 50 or len(set(ENV.secret_key)) < 10, "SECRET_KEY is not 50 random characters"),
        (_is_open(ENV.redis_url), "Redis is off loopback and has no password; put one into REDIS_URL or REDIS_PASSWORD"),
        (_is_open(ENV.cache_url), "the cache's Redis is off loopback and has no password; put one into CACHE_URL"),
        (
            ENV.cache_url.startswith("locmem"),
            "the cache is local memory, so throttles would count per process; set CACHE_URL to a redis:// URL",
        ),
        (not urlsplit(ENV.frontend_url).hostname, "FRONTEND_URL names no host, so links in mails would lead nowhere"),
        (not urlsplit(ENV.site_url).hostname, "SITE_URL names no host, so links to unsubscribe would lead nowhere"),
    ]
    if refused
] + mail_refusals(ENV)
if _refusals:
    raise ImproperlyConfigured("; ".join(_refusals))

SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.num_proxies else None
SECURE_CSP = SECURE_CSP | {"upgrade-insecure-requests": True}
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
WHITENOISE_USE_FINDERS = False
