"""Finds dead letters, a page at a time."""

import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from background.exceptions import CursorInvalid
from background.interfaces import DeadLetter
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import DEAD_LETTERS
from background.rq_adapter.letters import Place, placed
from background.rq_adapter.other_kinds import unless_unreadable
from background.rq_adapter.queue_keys import readable_queues
from background.rq_adapter.round_trips import asked_of_each
from background.rq_adapter.shelves import Shelf

MOST_LOOKED_AT = 1_500
"""Letters to a page. One that stays short tells where to read on, as Google's AIP-158 has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """Letters, newest first, and the cursor of the next page; empty after the last one."""

    letters: list[DeadLetter]
    older: str


def find_letters(is_wanted: Callable[[DeadLetter], bool], *, queue: str | None = None, cursor: str = "", limit: int = 25) -> LetterPage:
    """One page of the letters that are wanted, of one queue or of all.

    Raises:
        CursorInvalid: the cursor is not one of a page.
        QueueUnavailable: Redis does not answer.
    """
    below, found = _place_of(cursor), list[DeadLetter]()
    with reachable():
        last = below
        for looked_at, (place, letter) in enumerate(placed(_readable([queue] if queue else readable_queues()), below)):
            if looked_at == MOST_LOOKED_AT or len(found) == limit:
                return LetterPage(letters=found, older=_cursor_of(last) if last else "")
            last = place
            if letter and is_wanted(letter):
                found.append(letter)
    return LetterPage(letters=found, older="")


def _readable(queues: Sequence[str]) -> list[str]:
    """Those whose letters are of the kind that RQ and we write: others count as empty."""
    if unless_unreadable(lambda: connection().hlen(DEAD_LETTERS)) is None:
        return []
    asked = asked_of_each(queues, lambda pipeline, queue: pipeline.zcard(Shelf.FAILED.key(queue)))
    return [queue for queue, answer in asked if isinstance(answer, int)]


def _cursor_of(place: Place) -> str:
    return urlsafe_b64encode(b"%r:%s" % (place.until, place.job_id)).decode()


def _place_of(cursor: str) -> Place | None:
    try:
        until, _, job_id = urlsafe_b64decode(cursor).partition(b":")
        place = Place(float(until), job_id) if cursor else None
    except (NotBase64, ValueError):  # what is not ASCII is one, too
        place = Place(math.nan, b"")
    if place and not math.isfinite(place.until):
        raise CursorInvalid(f"{cursor[:50]!r} is no cursor; take the one of a page's neighbour")
    return place
