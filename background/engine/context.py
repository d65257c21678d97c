"""Who is asking: the request and the person on whose behalf jobs are made."""

from contextvars import ContextVar, Token

import msgspec


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Travels with every job that is made while it is set."""

    request_id: str = ""
    owner: str = ""


NOBODY = Caller()
_caller: ContextVar[Caller] = ContextVar("caller", default=NOBODY)


def current_caller() -> Caller:
    return _caller.get()


class calling:  # noqa: N801  # read as a verb: `with calling(owner=...)`; every job passes here, and a generator takes three times as long
    """Every job enqueued in this block carries this request id and owner, unless it names others."""

    __slots__ = ("_caller", "_token")

    def __init__(self, *, request_id: str = "", owner: str = "") -> None:
        self._caller = Caller(request_id=request_id, owner=owner)

    def __enter__(self) -> Caller:
        self._token: Token[Caller] = _caller.set(self._caller)
        return self._caller

    def __exit__(self, *error: object) -> None:
        _caller.reset(self._token)
