"""How long a server asked us to wait, when an error says so."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from math import isfinite

from django.utils import timezone

LONGEST_WAIT = timedelta(days=1)


def retry_after(error: BaseException) -> float | None:
    """Seconds from now, or None where the error does not say.

    It says so by an attribute `retry_after` (seconds, a timedelta or a time), or by a `response` with a `Retry-After` header in
    seconds or as a date (RFC 9110, 10.2.3), as the errors of requests and httpx do. Never more than a day.
    """
    asked = getattr(error, "retry_after", None)
    if asked is None:
        asked = _header_of(getattr(error, "response", None))
    seconds = _seconds(asked)
    if seconds is None or not isfinite(seconds):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT.total_seconds())


def _header_of(response: object) -> object:
    headers = getattr(response, "headers", None)
    try:
        return headers.get("Retry-After") if headers is not None else None
    except Exception:  # some object of a stranger's that calls itself headers
        return None


def _seconds(asked: object) -> float | None:
    match asked:
        case bool():
            return None
        case int() | float():
            return float(asked)
        case timedelta():
            return asked.total_seconds()
        case datetime():
            return (asked - timezone.now()).total_seconds() if timezone.is_aware(asked) else None
        case str() if asked.strip().isdecimal():
            return float(asked)
        case str():
            return _until(asked)
        case _:
            return None


def _until(http_date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(http_date)
    except ValueError:
        return None
    return (moment - timezone.now()).total_seconds() if timezone.is_aware(moment) else None
