"""Which services take many mails in one request, with what is each recipient's own beside what they share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from background.mail.outgoing import Outgoing


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """How a service writes a field into a text that many get, and what it takes at once.

    `reserved` begins whatever the service would take for a field. `is_told_message_ids` says that a recipient's own `Message-ID` reaches
    it as it is; where not, the service makes one.
    """

    form: str
    reserved: re.Pattern[str]
    most: int = 500
    is_told_message_ids: bool = True
    extra: Mapping[str, object] = field(default_factory=dict)

    def takes(self, mail: Outgoing) -> bool:
        """Whether it may go with others. What says something like a field of the service's would be changed on its way, and an address
        beyond ASCII is not written in the answer as it is in the question."""
        return mail.to.isascii() and not any(map(self.reserved.search, (mail.letter.subject, mail.letter.text, mail.letter.html)))


_BY_SERVICE = {
    "Mailgun": Merging(form="%recipient.{}%", reserved=re.compile(r"%recipient", re.IGNORECASE), is_told_message_ids=False),
    "Mailjet": Merging(form="{{{{var:{}}}}}", reserved=re.compile(r"{[{%]|\[\["), most=50, extra={"Globals": {"TemplateLanguage": True}}),
    "SendGrid": Merging(form="[%{}%]", reserved=re.compile(r"\[%"), extra={"merge_field_format": "[%{}%]"}),
}
"""Others have templates of their own only, which would have to be kept there, or no headers by which each recipient can unsubscribe."""


def merging_of(service: str | None) -> Merging | None:
    """None where each mail goes alone."""
    return _BY_SERVICE.get(service or "")
