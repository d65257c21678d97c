"""About whom a job is, so that what is kept of somebody can be found, handed out and erased."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import get_type_hints

from background.engine.secret import Secret
from background.exceptions import OptionInvalid, PayloadInvalid

LONGEST_KIND, LONGEST_KEY = 32, 64
"""Characters."""

type Subjects = tuple[tuple[str, str], ...]
"""Pairs such as ("user", "7")."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Marks the field of a payload that says about whom the job is: `user_id: Annotated[int, Subject("user")]`.

    The field may hold several of them, in a list or a tuple; None and "" are nobody.

    Raises:
        OptionInvalid: the kind is empty, or longer than 32 characters.
    """

    kind: str

    def __post_init__(self) -> None:
        if not _is_word(self.kind, LONGEST_KIND):
            raise OptionInvalid(f"the kind of a subject is {self.kind!r}; it is a word like 'user', of at most {LONGEST_KIND} characters")


def subjects_of(payload: object) -> Iterator[tuple[str, str]]:
    """Those that the marked fields name.

    Raises:
        PayloadInvalid: a key is longer than 64 characters, or a secret.
    """
    for field, kind in marked_fields(type(payload)):
        name = f"{type(payload).__name__}.{field}"
        for key in _keys(getattr(payload, field), name):
            if not _is_word(key, LONGEST_KEY):
                raise PayloadInvalid(f"{name} is {key[:80]!r}; a {kind} has an id of at most {LONGEST_KEY} characters")
            yield kind, key


def marked_fields(payload: type) -> Subjects:
    """The fields that are marked, each with the kind of its subjects."""
    marked = _marked.get(payload)
    return _look_for_marks(payload) if marked is None else marked


def named(subjects: Iterable[tuple[str, object]]) -> Subjects:
    """What a caller says, each pair once and as text.

    Raises:
        OptionInvalid: they are no pairs of a kind and an id.
    """
    try:
        pairs = tuple(dict.fromkeys((str(kind), str(key)) for kind, key in subjects))
    except (TypeError, ValueError) as error:
        raise OptionInvalid(f"subjects is {subjects!r}; it is a list of pairs, as in [('user', 7)]") from error
    for kind, key in pairs:
        if not _is_word(kind, LONGEST_KIND) or not _is_word(key, LONGEST_KEY):
            raise OptionInvalid(f"subject {(kind, key)!r} has an empty or too long word: {LONGEST_KIND} characters and {LONGEST_KEY}")
    return pairs


_marked: dict[type, Subjects] = {}


def _look_for_marks(payload: type) -> Subjects:
    hints = get_type_hints(payload, include_extras=True)
    marks = ((field, getattr(hint, "__metadata__", ())) for field, hint in hints.items())
    return _marked.setdefault(payload, tuple((field, mark.kind) for field, found in marks for mark in found if isinstance(mark, Subject)))


def _keys(value: object, name: str) -> list[str]:
    several = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    if any(isinstance(key, Secret) for key in several):
        raise PayloadInvalid(f"{name} is a secret, and by a secret nobody is found; say about whom the job is by an id of theirs")
    return [str(key) for key in several if key not in (None, "")]


def _is_word(text: str, longest: int) -> bool:
    return 0 < len(text) <= longest and text.isprintable()
