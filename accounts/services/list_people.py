"""Show staff who there is, a page at a time, and tell that they looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.events import people_listed
from accounts.exceptions import InvalidCursor
from accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Beside somebody: the older accounts, or the newer ones, which are read upwards."""

    created_at: datetime
    id: UUID
    upwards: bool

    @classmethod
    def beside(cls, user: User, *, upwards: bool) -> str:
        return f"{'n' if upwards else 'o'}{user.created_at.isoformat()}/{user.pk.hex}"

    @classmethod
    def read(cls, text: str) -> Self:
        """
        Raises:
            InvalidCursor: `beside` gave none like it.
        """
        try:
            direction, (moment, _, key) = text[0], text[1:].partition("/")
            found = cls(created_at=_moment(moment), id=UUID(key), upwards=direction == "n")
        except (IndexError, OverflowError, ValueError) as error:
            raise InvalidCursor(f"{text[:80]!r} is no cursor; take the one of a page's neighbour") from error
        if direction not in "on":
            raise InvalidCursor(f"{text[:80]!r} is no cursor; take the one of a page's neighbour")
        return found

    def narrowed(self, people: QuerySet[User]) -> QuerySet[User]:
        sign = "gt" if self.upwards else "lt"
        of_that_moment = Q(created_at=self.created_at) & Q((f"id__{sign}", self.id))
        return people.filter(Q((f"created_at__{sign}", self.created_at)) | of_that_moment)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Newest first, and the cursors of the neighbouring pages; "" where there is none."""

    users: Sequence[User]
    older: str = ""
    newer: str = ""


@transaction.atomic
def list_people(*, by: User, cursor: str = "", limit: int = 25) -> People:
    """One page.

    Raises:
        InvalidCursor: the cursor is not one of a page.
    """
    page = _page(Cursor.read(cursor) if cursor else None, limit)
    people_listed.send(sender=User, user=by, number=len(page.users))
    return page


def _page(start: Cursor | None, limit: int) -> People:
    upwards = start is not None and start.upwards
    order = ("created_at", "id") if upwards else ("-created_at", "-id")
    people = start.narrowed(User.objects.all()) if start else User.objects.all()
    found = list(people.order_by(*order)[: limit + 1])
    shown, has_more = found[:limit], len(found) > limit
    if upwards:
        shown.reverse()
    if not shown:
        return People(users=())
    has_older, has_newer = (True, has_more) if upwards else (has_more, start is not None)
    return People(
        users=shown,
        older=Cursor.beside(shown[-1], upwards=False) if has_older else "",
        newer=Cursor.beside(shown[0], upwards=True) if has_newer else "",
    )


def _moment(text: str) -> datetime:
    """In UTC, as the database wants it: at either end of the calendar another zone's has none there, an OverflowError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone")
    return moment.astimezone(UTC)
