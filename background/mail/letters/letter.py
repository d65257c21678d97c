"""A mail's subject, text and HTML, from its two templates."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template import engines


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    subject: str
    text: str
    html: str


def render(template: str, context: Mapping[str, object]) -> Letter:
    """`emails/<template>.txt`, whose first line is the subject, and `emails/<template>.html`. Links come from configuration only."""
    values = {**context, "frontend_url": settings.FRONTEND_URL}
    first_line, _, text = _fill(f"{template}.txt", values).lstrip().partition("\n")
    subject = " ".join(first_line.split())
    return Letter(subject=subject, text=text.strip() + "\n", html=_fill(f"{template}.html", values | {"subject": subject}))


def _fill(template: str, values: Mapping[str, object]) -> str:
    return engines["emails"].get_template(f"emails/{template}").render(dict(values))
