"""In which language somebody is written to."""

from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import translation

SOURCE = "en"
"""The language in which the templates are written."""


def language_for(locale: str) -> str:
    """That of the locale, if mails are translated into it, or else the project's own: Italian in "it-ch", because there is no Swiss one."""
    return _nearest(locale, languages()) or settings.LANGUAGE_CODE


def languages() -> tuple[str, ...]:
    """Those into which mails are translated: the folders of `settings.LOCALE_PATHS`."""
    return _languages(tuple(settings.LOCALE_PATHS))


@lru_cache(maxsize=1_000)
def _nearest(locale: str, known: tuple[str, ...]) -> str:
    wanted = locale.lower().replace("_", "-")
    return next((code for code in (wanted, wanted.partition("-")[0]) if code in known), "")


@cache
def _languages(paths: tuple[Path, ...]) -> tuple[str, ...]:
    catalogues = (found for path in paths for found in path.glob("*/LC_MESSAGES/django.mo"))
    return tuple(sorted({SOURCE, *(translation.to_language(found.parent.parent.name) for found in catalogues)}))
