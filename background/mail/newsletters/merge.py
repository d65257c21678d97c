"""Puts a recipient's own words into a text: plain substitution, because what people write is never a template."""

import re
from collections.abc import Callable, Mapping
from html import escape

_FIELD = re.compile(r"\{\{ *([a-z][a-z0-9_]*) *(?:\| *([^{}|]*?) *)?\}\}")


class Fields:
    """A text with fields, `{{ name }}`, or `{{ name|friend }}` for those of whom the name is not known; otherwise nothing stands there.

    What is put in is not looked at again, so nobody's name can be a field.

    Args:
        make: applied to what is put in, to escape it say.
    """

    def __init__(self, text: str, *, make: Callable[[str], str] = str) -> None:
        self._make = make
        self._first, *rest = _FIELD.split(text)
        self._fields = list(zip(rest[::3], (otherwise or "" for otherwise in rest[1::3]), rest[2::3], strict=True))

    def filled(self, values: Mapping[str, object]) -> str:
        parts = [self._first]
        for name, otherwise, following in self._fields:
            value = values.get(name)
            parts += (otherwise if value in (None, "") else self._make(str(value)), following)
        return "".join(parts)


def in_html(text: str) -> Fields:
    """A default stands in the HTML already, so it is as its author wrote it."""
    return Fields(text, make=escape)


def in_one_line(text: str) -> Fields:
    return Fields(text, make=lambda value: " ".join(value.split()))


def in_text(text: str) -> Fields:
    return Fields(text)
