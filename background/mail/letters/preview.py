"""A template with its sample, as somebody wants to look at it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from background.mail.letters.language import languages
from background.mail.letters.letter import Letter
from background.mail.letters.samples import SAMPLES, Sample

WIDTHS = ("phone", "desk")
"""As style sheets of pages call the widths at which a mail is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`languages` and `widths` are what there is to choose from."""

    sample: Sample
    language: str
    width: str

    @property
    def name(self) -> str:
        return self.sample.template

    @property
    def letter(self) -> Letter:
        return self.sample.letter(locale=self.language)

    @property
    def languages(self) -> tuple[str, ...]:
        return languages()

    @property
    def widths(self) -> tuple[str, ...]:
        return WIDTHS


def preview_of(name: str, wanted: Mapping[str, str]) -> Preview:
    """What of a template is wanted by `language` and `width`; something else there is not, so that is the usual.

    Raises:
        LookupError: there is no such template.
    """
    sample = next((sample for sample in SAMPLES if sample.template == name), None)
    if sample is None:
        raise LookupError(f"there is no template {name[:80]!r}; there are {', '.join(sample.template for sample in SAMPLES)}")
    language, width = wanted.get("language", ""), wanted.get("width", "")
    return Preview(
        sample=sample,
        language=language if language in languages() else settings.LANGUAGE_CODE,
        width=width if width in WIDTHS else "desk",
    )


def previews() -> list[Preview]:
    """Every template, as it usually is."""
    return [preview_of(sample.template, {}) for sample in SAMPLES]
