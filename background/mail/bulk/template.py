"""Which templates may go to many."""

import re

from django.template import TemplateDoesNotExist, engines

from background.exceptions import PayloadInvalid

_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_SECRET = frozenset({"otp"})


def check_bulk_template(name: str) -> None:
    """Return if there is such a template, and it may be mailed to many.

    Raises:
        PayloadInvalid: there is none of this name in `templates/emails`, or what it says is for one person's eyes.
    """
    if not _NAME.fullmatch(name):
        raise PayloadInvalid(f"{name[:80]!r} is no name of a template; it is made of a-z, 0-9 and _, and begins with a letter")
    try:
        for kind in ("txt", "html"):
            engines["emails"].get_template(f"emails/{name}.{kind}")
    except TemplateDoesNotExist as error:
        raise PayloadInvalid(f"there is no template {name!r}: templates/emails has no {error}") from error
    if name in _SECRET:
        raise PayloadInvalid(f"the template {name!r} holds a secret of one person, and is not for many")
