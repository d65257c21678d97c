"""A subject is one line."""

import re

from background.exceptions import PayloadInvalid

# C0 and C1, every line break, what turns the direction of the text after it, and lone surrogates. What joins letters or emoji, and spaces
# at which no line is broken, are text: Persian, French and families are written with them.
_NO_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def is_one_line(text: str) -> bool:
    """Whether it may stand in a header and among other text: it begins no header of its own, and makes nothing else read otherwise."""
    return not _NO_LINE.search(text)


def one_line(subject: str) -> str:
    """The subject as it is.

    Raises:
        PayloadInvalid: it is empty, or holds a line break or another control character.
    """
    if not subject.strip() or not is_one_line(subject):
        raise PayloadInvalid(f"the subject {subject[:80]!r} is empty or holds a line break or another control character")
    return subject
