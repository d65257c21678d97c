"""Makes a letter of a newsletter: its template is rendered once, and each recipient's own words are put in."""

from collections.abc import Callable, Mapping

from django.utils.safestring import mark_safe

from background.mail.letters.letter import Letter, render
from background.mail.newsletters.clean import as_text
from background.mail.newsletters.merge import in_html, in_one_line, in_text
from background.models import Newsletter

TEMPLATE = "newsletter"
_LINK = "{{ unsubscribe_url }}"


def writer(newsletter: Newsletter, *, locale: str = "") -> Callable[[Mapping[str, object]], Letter]:
    """Writes it to whoever is described; what we add to it is in the language of the locale."""
    letter = render(TEMPLATE, _context(newsletter), locale=locale)
    subject, text, html = in_one_line(letter.subject), in_text(letter.text), in_html(letter.html)
    return lambda values: Letter(subject=subject.filled(values), text=text.filled(values), html=html.filled(values))


def _context(newsletter: Newsletter) -> dict[str, object]:
    html = mark_safe(newsletter.html)  # noqa: S308  # cleaned when it was kept
    text = newsletter.text or as_text(newsletter.html)
    return {"headline": newsletter.subject, "html": html, "text": text, "unsubscribe_url": _LINK}
