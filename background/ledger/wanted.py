"""What is looked for among jobs, and where to read to find it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from background.constants import JobState
from background.ledger.ids import as_uuid
from background.ledger.places import id_at, place_at, place_beyond
from background.ledger.record_source import Index, RecordSource
from background.ledger.span import Source, Span
from background.ledger.word_search import WordSource, alternatives_of
from background.ledger.words import owner_word, tag_word
from background.models import JobRecord

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a job must have to be found; nothing is asked of what is left empty.

    Attributes:
        text: the id of a job or of a request, or words that all are in its name, tags, error or payload.
        sees_payloads: whether the words of payloads count.
        states: one of these.
        error: the class of its error, or its fingerprint.
    """

    text: str = ""
    sees_payloads: bool = False
    states: Sequence[JobState] = ()
    name: str = ""
    queue: str = ""
    owner: str = ""
    tag: str = ""
    error: str = ""
    request_id: str = ""
    created_after: datetime | None = None
    created_before: datetime | None = None

    @property
    def span(self) -> Span:
        """Ids hold the time at which they were made."""
        after, before = self.created_after, self.created_before
        return Span(
            above=id_at(max(0, place_at(after) - 1)) if after else None,
            below=id_at(place_beyond(before)) if before else None,
        )

    @property
    def condition(self) -> Q:
        """What a row must fulfil, wherever it was found."""
        wanted = Q(**{name: value for name in ("name", "queue", "owner", "request_id") if (value := getattr(self, name))})
        if self.states:
            wanted &= Q(state__in=self.states)
        if self.error:
            wanted &= self._error
        if self.created_after:
            wanted &= Q(created_at__gt=self.created_after)
        if self.created_before:
            wanted &= Q(created_at__lt=self.created_before)
        return wanted

    def named(self, databases: Sequence[str]) -> Q | None:
        """Whose id the text is, a job's or else a request's; None where no database has such a job."""
        named = [Q(id=as_uuid(self.text)), _is("request_id", self.text)] if self.text and self.text.isprintable() else []
        for condition in (each & self._tagged for each in named):
            if any(JobRecord.objects.using(database).filter(condition, self.condition).exists() for database in databases):
                return condition
        return None

    def source(self, named: Q | None, using: str) -> Source:
        """Where candidates are read, in this database."""
        if named:
            return RecordSource((named,), using)
        if self.text or self.tag:
            return self._word_source(using)
        return RecordSource.of_rarest(self._indexes(), using=using)

    def _word_source(self, using: str) -> Source:
        words = alternatives_of(self.text, hidden=self.sees_payloads)
        if self.text and not words:
            return RecordSource((), using)
        labels = [[tag_word(self.tag)]] * bool(self.tag) + [[owner_word(self.owner)]] * bool(self.owner)
        return WordSource([*labels, *words], using)

    def _indexes(self) -> list[Index]:
        found: list[Index] = [[_is(name, value)] for name in ("request_id", "owner", "name", "queue") if (value := getattr(self, name))]
        if self.error:
            found.append([self._error])
        if self.states:
            found.append([Q(state=state) for state in self.states])
        return found

    @property
    def _tagged(self) -> Q:
        """As a row tells it, where no word is asked; its tags are parted by blanks."""
        if not self.tag:
            return Q()
        first, last, between = f"{self.tag} ", f" {self.tag}", f" {self.tag} "
        return Q(tags__iexact=self.tag) | Q(tags__istartswith=first) | Q(tags__iendswith=last) | Q(tags__icontains=between)

    @property
    def _error(self) -> Q:
        return _is("fingerprint" if _FINGERPRINT.fullmatch(self.error) else "error_code", self.error)


def _is(name: str, value: str) -> Q:
    """SQLite takes an index that leaves out what is empty only where the condition does so, too."""
    return Q(**{name: value}) & ~Q(**{name: ""})
