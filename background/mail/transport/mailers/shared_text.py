"""What many texts have in common, and what is each one's own."""

import re
from collections.abc import Sequence
from os.path import commonprefix

_WORDS_BEFORE = re.compile(r'.*[\s<>"]', re.DOTALL)
_WORDS_AFTER = re.compile(r'[\s<>"].*', re.DOTALL)
"""A field begins and ends where words do: nothing that is next to its marks could be read as one of them."""


class Fields:
    """What is put in where the texts differ. The same words for everybody in two places are one field."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._names: dict[tuple[str, ...], str] = {}

    def mark(self, values: tuple[str, ...]) -> str:
        """Where these, one for each text, are put in."""
        return self._form.format(self._names.setdefault(values, f"own{len(self._names)}"))

    def of(self, index: int) -> dict[str, str]:
        """What is put into the text of this index, by the names of the fields."""
        return {name: values[index] for values, name in self._names.items()}


def common(texts: Sequence[str], fields: Fields) -> str:
    """One text with fields: filled with what is each one's own, it is each of these texts again.

    They are compared line by line where they have equally many, as texts from one template do; else they share how they begin and end.
    """
    lines = [text.splitlines(keepends=True) for text in texts]
    if len(set(map(len, lines))) > 1:
        return _common_line(texts, fields)
    return "".join(_common_line(column, fields) for column in zip(*lines, strict=True))


def _common_line(lines: Sequence[str], fields: Fields) -> str:
    first = lines[0]
    if all(line == first for line in lines):
        return first
    begin = _WORDS_BEFORE.match(commonprefix(lines))  # noqa: RUF071  # character by character is what is wanted
    before = begin[0] if begin else ""
    rests = [line[len(before) :] for line in lines]
    end = _WORDS_AFTER.search(commonprefix([rest[::-1] for rest in rests])[::-1])  # noqa: RUF071
    after = end[0] if end else ""
    return before + fields.mark(tuple(rest.removesuffix(after) for rest in rests)) + after
