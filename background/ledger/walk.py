"""Goes through many rows, in the order of their ids, a page at a time."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from background.models import JobBatch, JobRecord, MailMessage


class Walk[M: (JobRecord, JobBatch, MailMessage)]:
    """Remembers where it is, and begins anew after the last of them. What is read may be changed before the next page."""

    def __init__(self, page: int) -> None:
        self._page = page
        self._after: UUID | None = None

    def step(self, rows: QuerySet[M]) -> list[M]:
        """The next of these rows."""
        page = list((rows.filter(id__gt=self._after) if self._after else rows).order_by("id")[: self._page])
        self._after = page[-1].id if len(page) == self._page else None
        return page

    def to_the_end(self, rows: QuerySet[M]) -> Iterator[list[M]]:
        """Page after page of these rows, none of them empty, from where it is."""
        while page := self.step(rows):
            yield page
            if self._after is None:
                return
