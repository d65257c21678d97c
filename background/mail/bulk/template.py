"""Which templates may go to many."""

import re
from pathlib import PurePosixPath

from django.template import TemplateDoesNotExist, engines

from background.exceptions import PayloadInvalid

_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_SECRET = frozenset({"otp", "password_reset"})
_PARTS = frozenset({"layout"})
"""What templates are made of."""


def check_bulk_template(name: str) -> None:
    """Return if there is such a template, and it may be mailed to many.

    Raises:
        PayloadInvalid: there is none of this name in `templates/emails`, or what it says is for one person's eyes.
    """
    if not _NAME.fullmatch(name):
        raise PayloadInvalid(f"{name[:80]!r} is no name of a template; it is made of a-z, 0-9 and _, and begins with a letter")
    if name in _PARTS:
        raise PayloadInvalid(f"{name!r} is what templates are made of, and no template; {_choice()}")
    if name in _SECRET:
        raise PayloadInvalid(f"the template {name!r} holds a secret of one person, and is not for many; {_choice()}")
    try:
        for kind in ("txt", "html"):
            engines["emails"].get_template(f"emails/{name}.{kind}")
    except TemplateDoesNotExist as error:
        raise PayloadInvalid(f"there is no template {name!r}: templates/emails has no {error}; {_choice()}") from error


def _choice() -> str:
    """Those that have both files, a subject of their own, and no secret."""
    known = set(engines["emails"].env.list_templates())  # type: ignore[attr-defined]  # of Jinja2
    names = (PurePosixPath(path).stem for path in known if path.startswith("emails/") and path.endswith(".txt"))
    return f"there are {', '.join(sorted(name for name in names if f'emails/{name}.html' in known and name not in _SECRET | _PARTS))}"
