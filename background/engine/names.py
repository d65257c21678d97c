"""What a queue or a job may be called: it stands in keys, in rows, in logs, and in what people type."""

import re

from background.exceptions import OptionInvalid

LONGEST_NAME = 100
_NAME = re.compile(rf"[^\W_][\w.:/<>+-]{{0,{LONGEST_NAME - 1}}}")


def checked_name(kind: str, name: object) -> str:
    """The name as plain text.

    Raises:
        OptionInvalid: it is no text, or has characters that would need quotes somewhere.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise OptionInvalid(
            f"the name of a {kind} is {name!r}; it must begin with a letter or a digit and go on, up to {LONGEST_NAME} characters, "
            "with letters, digits and any of . : / - _ + < >"
        )
    return str(name)
