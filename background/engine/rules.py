"""What code says of a kind of job and no single job can change: it is made of classes and functions, which do not travel."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, TypedDict

from background.engine.backoff import Wait
from background.engine.limits import Concurrency, Rate
from background.engine.names import checked_name
from background.engine.unique import Unique
from background.exceptions import OptionInvalid

type Upgrade = Callable[[int, dict[str, Any]], dict[str, Any]]
"""Turns the data of an older payload, of the version given, into that of the present one."""


class RuleArgs(TypedDict, total=False):
    """The rules, as keywords of `queue.job(...)`."""

    retry_on: tuple[type[BaseException], ...]
    discard_on: tuple[type[BaseException], ...]
    concurrency: Concurrency | None
    rate: Rate | None
    durable: bool
    over_http: bool
    permission: str
    version: int
    aliases: tuple[str, ...]
    upgrade: Upgrade | None
    unique: Unique | None


NEWEST_VERSION = 1_000_000
_PERMISSION = re.compile(r"[A-Za-z_]\w*\.\w+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Attributes:
    retry_on: only these errors of the handler are worth another attempt.
    discard_on: these mean that the job has become pointless: it ends as cancelled, without a dead letter.
    wait: a `backoff` that is a function.
    concurrency, rate: how many jobs of this kind run at once, and how many start in a time.
    durable: the ledger keeps it until it has ended. Without, making it costs a third, but a job that Redis loses is lost, one
        that is made while Redis is away is refused, and nobody finds it again once Redis has forgotten it.
    over_http: people with the right to operate jobs may start it by its name. Without, only code does: it is about what whoever
        starts it must have a right to.
    permission: which right starting it by its name takes besides, as in `shop.refund_order`: that which its work takes elsewhere.
    version: the payload's; a worker whose code knows only a lower one parks the job.
    aliases: former wire names.
    upgrade: makes the data of an older version fit.
    unique: whether there may be two of them for the same thing.
    """

    retry_on: tuple[type[BaseException], ...] = (BaseException,)
    discard_on: tuple[type[BaseException], ...] = ()
    wait: Wait | None = None
    concurrency: Concurrency | None = None
    rate: Rate | None = None
    durable: bool = True
    over_http: bool = True
    permission: str = ""
    version: int = 1
    aliases: tuple[str, ...] = ()
    upgrade: Upgrade | None = None
    unique: Unique | None = None

    def __post_init__(self) -> None:
        for name, kind in _KINDS.items():
            if not isinstance(getattr(self, name), kind):
                raise OptionInvalid(f"{name} is {getattr(self, name)!r}; it must be {_words(kind)}")
        for name in ("retry_on", "discard_on"):
            if not all(isinstance(error, type) and issubclass(error, BaseException) for error in getattr(self, name)):
                raise OptionInvalid(f"{name} is {getattr(self, name)!r}; it must be a tuple of exception classes, such as (ValueError,)")
        if self.permission and not _PERMISSION.fullmatch(self.permission):
            raise OptionInvalid(f"permission is {self.permission!r}; it must be an app's label and a codename, such as 'shop.refund_order'")
        for alias in self.aliases:
            checked_name("alias", alias)
        if not 1 <= self.version <= NEWEST_VERSION:
            raise OptionInvalid(f"version is {self.version}; it goes from 1 to {NEWEST_VERSION:,}")
        if self.concurrency and self.rate and self.concurrency.key != self.rate.key:
            raise OptionInvalid(
                f"concurrency counts by {self.concurrency.key or 'job'!r} and rate by {self.rate.key or 'job'!r}; a job has one key"
            )

    @property
    def limit_field(self) -> str:
        """The payload field whose value the limits count apart, or nothing."""
        return (self.concurrency and self.concurrency.key) or (self.rate and self.rate.key) or ""


_KINDS: dict[str, Any] = {
    "retry_on": tuple,
    "discard_on": tuple,
    "concurrency": Concurrency | None,
    "rate": Rate | None,
    "durable": bool,
    "over_http": bool,
    "permission": str,
    "version": int,
    "aliases": tuple,
    "unique": Unique | None,
}


def _words(kind: Any) -> str:
    return str(getattr(kind, "__name__", kind)).replace("background.engine.limits.", "").replace("background.engine.unique.", "")


RULES = frozenset(field.name for field in fields(Rules))
PLAIN = Rules()
"""Those of a job that declares none."""
