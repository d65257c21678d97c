"""Bounds how deep the elements of HTML lie in each other: the time to read it grows with its length times its depth."""

import re

DEEPEST = 256
"""Mails of tables in tables have a few dozen; browsers themselves stop at 512."""
_SEEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>style|script|title|textarea|xmp|iframe|noembed|noframes)\b.*?(?:</(?P=raw)\b|\Z)"
    r"|<(?P<ends>/?)(?P<name>[a-z][^\s/>]*)",
    re.DOTALL | re.IGNORECASE,
)
_HOLDS_NOTHING = {*("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")}
# Where the next of its kind begins, or what holds it ends.
_ENDS_BY_ITSELF = {*("dd", "dt", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr")}
_COUNTS_NOT = _HOLDS_NOTHING | _ENDS_BY_ITSELF


def shallow(html: str) -> str:
    """An element that would be deeper than `DEEPEST` is none any more; what is in it stays."""
    opened: list[str] = []

    def look(found: re.Match[str]) -> str:
        name = (found["name"] or "").lower()
        if found["ends"]:
            if name in opened:
                del opened[len(opened) - 1 - opened[::-1].index(name)]
        elif name and name not in _COUNTS_NOT:
            if len(opened) == DEEPEST:
                return "<wbr"  # holds nothing, and is not among what is kept
            opened.append(name)
        return found[0]

    return _SEEN.sub(look, html)
