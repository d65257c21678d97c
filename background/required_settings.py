"""Which settings of ours a project must have, so that one that is missing is named when Django starts, and not when it is needed."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

REQUIRED = (
    *("BACKGROUND", "RQ", "RQ_QUEUES", "FRONTEND_URL", "SITE_URL", "NUM_PROXIES", "METRICS_TOKEN"),
    *("ANYMAIL", "MAIL_DOMAIN_RATES", "MAIL_FROM", "MAIL_LINK_HOSTS", "MAIL_OVERRIDE_TO", "MAIL_RATES", "MAIL_ROUTES"),
    *("APP_NAME", "POSTAL_ADDRESS", "UNSUBSCRIBE_MAILTO"),
)
REQUIRED_ENTRIES = ("MODULES", "SECRET_KEYS")
"""Of `BACKGROUND`."""


def check_settings() -> None:
    """
    Raises:
        ImproperlyConfigured: some are missing; it names them all, and the way out.
    """
    missing = [name for name in REQUIRED if not hasattr(settings, name)]
    entries = getattr(settings, "BACKGROUND", dict.fromkeys(REQUIRED_ENTRIES))
    missing += [f"BACKGROUND[{name!r}]" for name in REQUIRED_ENTRIES if name not in entries]
    if missing:
        raise ImproperlyConfigured(
            f"the settings lack {', '.join(missing)}, which background needs; begin them with `from config.settings.base import *`"
        )
