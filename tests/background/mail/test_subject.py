"""What may be a subject: whatever people write in one line."""

import pytest

from background.exceptions import PayloadInvalid
from background.mail.subject import one_line

PEOPLE_WRITE = {
    "a French price": "Plus que 5\u00a0€\u202f!",
    "Persian": "نمی\u200cبینم",
    "Hebrew beside Latin": "\u200fאמא Ada\u200e",
    "a family": "👨\u200d👩\u200d👧 news",
    "a soft hyphen": "Donau\u00addampfschiff",
}
SIGNS = {"a line": "a\nb", "a Unicode line": "a\u2028b", "NEL": "a\x85b", "a NUL": "a\0b", "a turn": "a\u202eb", "half a sign": "a\ud800b"}


@pytest.mark.parametrize("subject", PEOPLE_WRITE.values(), ids=PEOPLE_WRITE.keys())
def test_what_people_write_stays_as_it_is(subject: str) -> None:
    assert one_line(subject) == subject


@pytest.mark.parametrize("subject", [*SIGNS.values(), "", " \u00a0"], ids=[*SIGNS.keys(), "nothing", "spaces"])
def test_what_begins_a_line_or_turns_the_others_is_refused(subject: str) -> None:
    with pytest.raises(PayloadInvalid, match="empty or holds a line break"):
        one_line(subject)
