"""The engine of `templates/emails`: Jinja2, which renders in a tenth of the time of Django's templates."""

from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from background.mail.letters.inlining import InlinedTemplates


def environment(*, loader: FileSystemLoader, **options: Any) -> Environment:
    """For `TEMPLATES`. HTML is escaped, text is not; a name that the context lacks is an error, not a hole in a mail."""
    made = Environment(  # noqa: S701  # text is no HTML; what is, is escaped
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
    made.globals["moment"] = _moment
    return made


def _moment(moment: datetime) -> str:
    """A time in the project's time zone, as people of the active language write it."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local:%Z}"
