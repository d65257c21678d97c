"""Who is asking: the request and the person on whose behalf jobs are made."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Travels with every job that is made while it is set."""

    request_id: str = ""
    owner: str = ""


NOBODY = Caller()
_caller: ContextVar[Caller] = ContextVar("caller", default=NOBODY)


def current_caller() -> Caller:
    return _caller.get()


@contextmanager
def calling(*, request_id: str = "", owner: str = "") -> Iterator[Caller]:
    """Every job enqueued in this block carries this request id and owner, unless it names others."""
    caller = Caller(request_id=request_id, owner=owner)
    token = _caller.set(caller)
    try:
        yield caller
    finally:
        _caller.reset(token)
