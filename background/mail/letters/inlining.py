"""Writes the style sheet of mails into their elements, where mail programs look for it: once, when a template is loaded."""

from collections.abc import Callable

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader

from background.mail.letters.shield import shielded

STYLE_SHEET = "emails/style.css"


class InlinedTemplates(FileSystemLoader):
    """HTML comes with its style sheet inlined. A whole page keeps in its head what cannot be: the rules for dark mode and for phones."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, filename, is_as_it_was = super().get_source(environment, template)
        if not template.endswith(".html"):
            return source, filename, is_as_it_was
        css, _, is_css_as_it_was = super().get_source(environment, STYLE_SHEET)
        return inlined(source, css, environment), filename, lambda: is_as_it_was() and is_css_as_it_was()


def inlined(source: str, css: str, environment: Environment) -> str:
    """The template with this style sheet in its elements; nothing is fetched from anywhere."""
    shield = shielded(source, environment)
    if "<html" in source:
        page = CSSInliner(extra_css=css, keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)
        return shield.restored(page.inline(shield.html))
    part = CSSInliner(minify_css=True, load_remote_stylesheets=False)
    return shield.restored(part.inline_fragment(shield.html, css))
