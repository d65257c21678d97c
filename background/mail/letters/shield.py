"""Keeps Jinja's tags out of sight while a template is treated as HTML."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from jinja2 import Environment

_OPENS = {"variable_begin", "block_begin", "comment_begin", "raw_begin"}
_CLOSES = {"variable_end", "block_end", "comment_end", "raw_end"}


@dataclass(slots=True)
class Shielded:
    """`html` has a stand-in for every tag: a comment where a tag stands between elements, because an HTML parser moves text out of a
    table, and a plain word where it is part of a text or of an attribute."""

    html: str = ""
    _tags: dict[str, str] = field(default_factory=dict)

    def restored(self, html: str) -> str:
        """The same with its tags again."""
        for stand_in, tag in self._tags.items():
            html = html.replace(stand_in, tag)
        return html

    def hide(self, tag: str) -> None:
        word = f"jinja-{len(self._tags)}-tag"
        is_inside = self.html.rfind("<") > self.html.rfind(">")
        stand_in = word if is_inside or tag.startswith("{{") else f"<!--{word}-->"
        self._tags[stand_in] = tag
        self.html += stand_in


def shielded(source: str, environment: Environment) -> Shielded:
    """The template with every tag of Jinja's hidden.

    Raises:
        TemplateSyntaxError: it is no template.
    """
    found = Shielded()
    for is_tag, text in _parts(source, environment):
        if is_tag:
            found.hide(text)
        else:
            found.html += text
    return found


def _parts(source: str, environment: Environment) -> Iterator[tuple[bool, str]]:
    """Tags of Jinja's and what stands between them."""
    tag = ""
    for _, kind, text in environment.lex(source):
        if tag or kind in _OPENS:
            tag += text
        else:
            yield False, text
        if kind in _CLOSES:
            yield True, tag
            tag = ""
