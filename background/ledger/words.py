"""Which words a job is found by. Pure.

A word of the payload begins with "~": only who may see payloads may look for it. "#" begins a whole tag, "@" an owner.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from background.engine.payload import redacted
from background.models import JobRecord

HIDDEN, TAG, OWNER = "~", "#", "@"

MOST_WORDS = 500
LONGEST_WORD = 64
LONGEST_TEXT = 10_000
"""Characters of an error; a payload is bounded by itself."""

_WORD = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[^\W_]+")


def words_of(row: JobRecord) -> str:
    """Each once, parted by blanks. Secrets are masked, so no word is made of them."""
    tags = row.tags.split()
    shown = dict.fromkeys(words_in(" ".join((row.name, row.tags, row.error_code, row.error_message[:LONGEST_TEXT]))))
    hidden = (word for text in _texts(redacted(row.payload.encode())) for word in words_in(text))
    labels = [*map(tag_word, tags), *([owner_word(row.owner)] if row.owner else [])]
    return " ".join(dict.fromkeys(islice(_each(labels, shown, hidden), MOST_WORDS)))


def words_in(text: str) -> Iterator[str]:
    """Letters and digits in lower case; a UUID is one word, so that it does not make five that nobody else has."""
    return (found[0].replace("-", "")[:LONGEST_WORD] for found in _WORD.finditer(text.casefold()))


def tag_word(tag: str) -> str:
    return TAG + tag.casefold()


def owner_word(owner: str) -> str:
    return OWNER + "-".join(words_in(owner))


def _each(labels: Iterable[str], shown: Iterable[str], hidden: Iterable[str]) -> Iterator[str]:
    yield from labels
    yield from shown
    known = set(shown)
    yield from (HIDDEN + word for word in hidden if word not in known)


def _texts(value: object) -> Iterator[str]:
    match value:
        case dict():
            for item in value.values():
                yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)
        case str() | int() | float() if not isinstance(value, bool):
            yield str(value)
