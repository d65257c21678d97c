"""What people may be called."""

import unicodedata

from accounts.exceptions import InvalidName
from background.mail.subject import is_one_line

_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols to Unicode, which nobody sees: the fillers of Hangul, and Braille without a dot."""


def clean_name(text: str) -> str:
    """The name as it is. It goes into the header of a mail, where a line break would begin another header, and people are to see it.

    Raises:
        InvalidName: it does harm or cannot be seen; the message says which.
    """
    if not is_one_line(text):
        raise InvalidName("Control characters and line breaks cannot be in a name.", code="control_character")
    if not any(unicodedata.category(character)[0] in "LNPS" and character not in _BLANKS for character in text):
        raise InvalidName("A name needs a letter, or another character that can be seen.", code="blank")
    return text
