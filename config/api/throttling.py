"""How often someone may ask: counted per scope and person in the cache that all processes share."""

import hashlib
import time
from dataclasses import dataclass
from typing import Self

from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from config.client_address import client_network

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in every window of so many seconds."""

    requests: int
    seconds: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """`20/min`, as Django REST framework writes it."""
        requests, _, period = text.partition("/")
        return cls(int(requests), _SECONDS[period[0]])


class ScopedThrottle(BaseThrottle):
    """The scope is the view's `throttle_scope`, else `user` for who is logged in and `anon` for everyone else.

    Windows are fixed and counted by one atomic increment, so parallel requests cannot slip through together, as they
    do where a list of times is read, changed and written back. A cache that is down throttles nobody.
    """

    def __init__(self) -> None:
        self._wait: float | None = None

    def allow_request(self, request: Request, view: object) -> bool:
        scope = getattr(view, "throttle_scope", None) or ("user" if request.user.is_authenticated else "anon")
        self._wait = wait_of(scope, _who(request))
        return self._wait is None

    def wait(self) -> float | None:
        """Seconds until the next window."""
        return self._wait


def wait_of(scope: str, who: str) -> float | None:
    """Count one more request of theirs; how many seconds to wait, if that was one too many."""
    rate = _rate(scope)
    if rate is None:
        return None
    window, into = divmod(time.time(), rate.seconds)
    is_too_many = _count(f"{scope} {who} {window:.0f}", rate.seconds) > rate.requests
    return max(1.0, rate.seconds - into) if is_too_many else None


def _rate(scope: str) -> Rate | None:
    rates = api_settings.DEFAULT_THROTTLE_RATES
    if scope not in rates:
        raise ImproperlyConfigured(f"the throttle scope {scope!r} has no rate; add it to DEFAULT_THROTTLE_RATES in config/settings/api.py")
    rate = rates[scope]
    return Rate.parse(str(rate)) if rate else None


def _who(request: Request) -> str:
    return str(request.user.pk) if request.user.is_authenticated else client_network(request._request)


def _count(name: str, seconds: int) -> int:
    """0 where the cache is down; it is asked once then, for somebody waits for what it does not say."""
    key = f"throttle:{hashlib.sha256(name.encode()).hexdigest()}"
    for _ in range(2):
        try:
            return cache.incr(key) or 0
        except ValueError:  # this is the first of its window
            if cache.add(key, 1, timeout=seconds + 1):
                return 1
    return 0  # added by another and evicted, all between two calls: not a reason to turn anyone away
