"""What a job waits for before it may run, and what becomes of it when that goes wrong."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol, TypedDict
from uuid import UUID

from background.exceptions import OptionInvalid


class OnParentDeath(StrEnum):
    """What becomes of a job when one that it waits for dies, expires, or is cancelled.

    CANCEL: it is cancelled, and so are those that wait for it. When somebody lets the parent start afresh, all of them wait again.
    RUN: it runs all the same once its parents have ended, however they ended.
    HOLD: it waits until somebody lets the parent start afresh, and that succeeds.
    """

    CANCEL = "cancel"
    RUN = "run"
    HOLD = "hold"


class HasId(Protocol):
    @property
    def id(self) -> str: ...


type Named = HasId | str
"""A job or a batch: its handle, or its id."""


class GroupArgs(TypedDict, total=False):
    """What a job has to do with others, as keywords of `job_type.using(...)`."""

    after: Named | Iterable[Named]
    on_parent_death: OnParentDeath
    batch: Named


def as_ids(given: GroupArgs) -> dict[str, object]:
    """The others by their ids.

    Raises:
        OptionInvalid: one of them can be the id of nothing.
    """
    after = {"after": _ids_of(given["after"])} if "after" in given else {}
    return after | ({"batch": _id_of(given["batch"])} if "batch" in given else {})


def _ids_of(parents: Named | Iterable[Named]) -> tuple[str, ...]:
    """Each once, in their order."""
    several: Iterable[Named] = parents if isinstance(parents, Iterable) and not isinstance(parents, str) else [parents]
    return tuple(dict.fromkeys(map(_id_of, several)))


def _id_of(named: Named) -> str:
    text = named if isinstance(named, str) else str(getattr(named, "id", named))
    try:
        return str(UUID(text))
    except (ValueError, AttributeError, TypeError):
        raise OptionInvalid(f"{text!r} is not the id of a job or a batch; give the handle that `enqueue` answered, or its id") from None
