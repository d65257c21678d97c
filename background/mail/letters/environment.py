"""The engine of `templates/emails`: Jinja2, which renders in a tenth of the time of Django's templates."""

from collections.abc import MutableMapping
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes

from background.mail.letters.inlining import InlinedTemplates
from background.mail.letters.links import checked_link
from background.mail.letters.translator import Translator

WRITES_DAYS_SMALL = frozenset({"it"})
"""Languages in which days and months have no capitals within a sentence, where Django's names of them do."""
MOST_TEMPLATES = 400
"""That are kept, compiled, for each language."""


class LetterEnvironment(Environment):
    """In no language it asks for every text when a letter is written; in a language its templates are translated when they are loaded."""

    language = ""

    @cache  # noqa: B019  # a project has one, and few languages
    def in_language(self, language: str) -> "LetterEnvironment":
        made = self.overlay(cache_size=MOST_TEMPLATES)
        made.language = language
        return made

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One plain dictionary: Jinja's own chain of two is walked anew for every letter."""
        return {**self.globals, **(d or {})}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.language:
            Translator(self.language).visit(tree)
            tree.set_environment(self)
        return tree


def environment(*, loader: FileSystemLoader, **options: Any) -> LetterEnvironment:
    """For `TEMPLATES`. HTML is escaped, text is not; a name that the context lacks is an error, not a hole in a mail."""
    made = LetterEnvironment(
        **options
        | {
            "autoescape": lambda name: bool(name and name.endswith(".html")),
            "extensions": ["jinja2.ext.i18n"],
            "loader": InlinedTemplates(loader.searchpath),
            "lstrip_blocks": True,
            "trim_blocks": True,
            "undefined": StrictUndefined,
        }
    )
    # In HTML a translation is as good as the template, and what it is told is escaped.
    made.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    made.globals |= {"checked_link": checked_link, "moment": _moment, "number": _number}
    return made


def _moment(moment: datetime) -> str:
    """A time in the project's time zone, as people of the active language write it."""
    local = timezone.localtime(moment)
    written = date_format(local, "DATETIME_FORMAT")
    return f"{written.lower() if translation.get_language() in WRITES_DAYS_SMALL else written} {local:%Z}"


def _number(number: int) -> str:
    """With its thousands parted as people of the active language do."""
    return number_format(number, force_grouping=True)
