"""What of an author's HTML may go to readers, and the same as text."""

import re
from html import unescape

import nh3

from background.mail.newsletters.shallow import shallow

NOTHING_LEFT = "A reader would see nothing of it: write some text, or show an image whose address begins with https://."
_LOOKS = {"style", "align"}
_ATTRIBUTES = {
    "*": _LOOKS,
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "table": {"role", "width", "cellpadding", "cellspacing", "border"},
    "td": {"width", "colspan", "rowspan", "valign"},
    "th": {"width", "colspan", "rowspan", "valign"},
}
_TAGS = {
    *("a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "img", "li", "ol", "p", "pre", "s"),
    *("small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul"),
}
_STYLES = {
    *("background-color", "border", "border-radius", "color", "display", "font-size", "font-style", "font-weight", "height"),
    *("line-height", "margin", "margin-bottom", "margin-top", "max-width", "padding", "text-align", "text-decoration", "width"),
}
_LEADS_SOMEWHERE = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_ENDS_A_LINE = re.compile(r"<(?:br|hr)[^>]*>|</(?:p|div|h[1-4]|li|tr|table|blockquote|ul|ol|pre)>")
_TAG = re.compile(r"<[^>]*>")


def cleaned(html: str) -> str:
    """The elements, attributes and styles that mail programs show and that can do nothing; links and images are absolute.

    It takes a time that grows with its length, and no faster.
    """
    return nh3.clean(
        shallow(html),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        filter_style_properties=_STYLES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def says_nothing(html: str) -> bool:
    """Whether a reader sees nothing of it once it is cleaned."""
    left = cleaned(html)
    return not as_text(left) and "<img" not in left


def as_text(html: str) -> str:
    """Cleaned HTML for those who read text: links stand behind their words."""
    lines = _ENDS_A_LINE.sub("\n", _LINK.sub(r"\2 (\1)", html).replace("\n", " "))
    text = unescape(_TAG.sub("", lines))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def _kept(_: str, attribute: str, value: str) -> str | None:
    """A merge field could stand for any scheme, so a link does not begin with one."""
    return None if attribute in ("href", "src") and not _LEADS_SOMEWHERE.match(value) else value
