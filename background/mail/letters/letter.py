"""A mail's subject, text and HTML, from its two templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import engines
from django.utils import translation

from background.mail.letters.environment import LetterEnvironment
from background.mail.letters.language import language_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    subject: str
    text: str
    html: str


def render(template: str, context: Mapping[str, object], *, locale: str = "") -> Letter:
    """`emails/<template>.txt`, whose first line is the subject, and `emails/<template>.html`, in the language of the locale."""
    language = language_for(locale)
    with translation.override(language):
        values = {**context, **_of_the_project(), "language": language}
        subject, text = _parted(_fill(f"{template}.txt", values))
        return Letter(subject=subject, text=text, html=_fill(f"{template}.html", values | {"subject_line": subject}))


def supplied() -> frozenset[str]:
    """Names that every template may say, whatever its context."""
    return frozenset({*_of_the_project(), "language", "subject_line"})


def _of_the_project() -> dict[str, object]:
    """What every template knows. Links begin with what the settings say, never with what a request said."""
    return {"app_name": settings.APP_NAME, "frontend_url": settings.FRONTEND_URL, "postal_address": settings.POSTAL_ADDRESS}


def _parted(filled: str) -> tuple[str, str]:
    first_line, _, text = filled.lstrip().partition("\n")
    return " ".join(first_line.split()), text.strip() + "\n"


def _fill(template: str, values: Mapping[str, Any]) -> str:
    base: LetterEnvironment = engines["emails"].env  # type: ignore[attr-defined]  # of Jinja2
    return base.in_language(values["language"]).get_template(f"emails/{template}").render(values)
