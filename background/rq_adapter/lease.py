"""How long a worker may give no sign of life before its jobs are taken from it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

DEFAULT_SECONDS = 20
LEAST_SECONDS, MOST_SECONDS = 2, 300


def lease_seconds(background: Mapping[str, Any]) -> int:
    """What `BACKGROUND["LEASE_SECONDS"]` says. The same number belongs in every process: a worker renews by its own.

    Raises:
        ImproperlyConfigured: it is no whole number, or out of bounds.
    """
    seconds = background.get("LEASE_SECONDS", DEFAULT_SECONDS)
    if not isinstance(seconds, int) or not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        raise ImproperlyConfigured(
            f"BACKGROUND['LEASE_SECONDS'] is {seconds!r}; it must be a whole number of seconds from {LEAST_SECONDS} to {MOST_SECONDS}"
        )
    return seconds
