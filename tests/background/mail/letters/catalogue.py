"""Reads the translations of mails, and of the pages to which they lead, as people write them; and what asks for one."""

import ast
import re
from pathlib import Path

from django.template import engines
from django.utils.translation.template import templatize

from tests.processes import ROOT

LOCALE = ROOT / "locale"
MAILS = sorted(path for path in (ROOT / "templates/emails").iterdir() if path.suffix in (".html", ".txt"))
PAGES = [
    *sorted((ROOT / "accounts/pages").glob("*.py")),
    *sorted(ROOT.glob("templates/accounts/*.html")),
    ROOT / "templates/unsubscribe/page.html",
    *sorted(ROOT.glob("templates/*.html")),
]
_FIELD = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[(\d)\])?) ((?:".*"\n?)+)', re.MULTILINE)
_TEMPLATIZED = re.compile(r"""gettext\(u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""")


def written(language: str) -> dict[str | tuple[str, int], str]:
    """What the .po file of the language says, as gettext keeps it: a plural by its singular and its form."""
    found: dict[str | tuple[str, int], str] = {}
    msgid, is_plural = "", False
    for keyword, form, text in _FIELD.findall((LOCALE / language / "LC_MESSAGES/django.po").read_text()):
        value = "".join(ast.literal_eval(line) for line in text.splitlines())
        match keyword:
            case "msgid":
                msgid, is_plural = value, False
            case "msgid_plural":
                is_plural = True
            case _:
                found[(msgid, int(form)) if is_plural else msgid] = value
    return found


def asked_for(path: Path) -> set[str]:
    """The texts of a mail's template, a page's template or its view, that are to be translated."""
    source = path.read_text()
    if path in MAILS:
        environment = engines["emails"].env  # type: ignore[attr-defined]  # of Jinja2
        asked = (message for _, _, message in environment.extract_translations(source))
        return {message if isinstance(message, str) else message[0] for message in asked}
    if path.suffix == ".html":
        return {ast.literal_eval(text) for text in _TEMPLATIZED.findall(templatize(source))}
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    return {ast.literal_eval(call.args[0]) for call in calls if call.func.id in ("_", "gettext_lazy")}  # type: ignore[attr-defined]
