"""In which language somebody is written to."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import translation

SOURCE = "en"
"""The language in which the templates are written."""


def language_for(locale: str) -> str:
    """That of the locale, if mails are translated into it, or else the project's own: German in "de-at" where there is no Austrian."""
    known, wanted = languages(), locale.lower().replace("_", "-")
    found = next((code for code in (wanted, wanted.partition("-")[0]) if code in known), "")
    return found or settings.LANGUAGE_CODE


def languages() -> tuple[str, ...]:
    """Those into which mails are translated: the folders of `settings.LOCALE_PATHS`."""
    return _languages(tuple(str(path) for path in settings.LOCALE_PATHS))


@cache
def _languages(paths: tuple[str, ...]) -> tuple[str, ...]:
    catalogues = (found for path in paths for found in Path(path).glob("*/LC_MESSAGES/django.mo"))
    return tuple(sorted({SOURCE, *(translation.to_language(found.parent.parent.name) for found in catalogues)}))
