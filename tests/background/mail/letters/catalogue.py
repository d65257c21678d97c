"""Reads the translations of mails as people write them."""

import ast
import re
from pathlib import Path

LOCALE = Path(__file__).parents[4] / "locale"
_FIELD = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[(\d)\])?) ((?:".*"\n?)+)', re.MULTILINE)


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
