"""Every mail goes to one address instead: staging must not write to people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from background.mail.outgoing import Outgoing

ORIGINAL = "X-Original-To"


@dataclass(frozen=True, slots=True)
class Override:
    """`to` is empty where mail goes to whom it is written."""

    to: str

    def redirected(self, mail: Outgoing) -> Outgoing:
        return replace(mail, to=self.to, headers={**mail.headers, ORIGINAL: mail.to}) if self.to else mail

    def original(self, mail: Outgoing) -> Outgoing:
        """The mail as it was before."""
        if not self.to:
            return mail
        headers: Mapping[str, str] = {name: value for name, value in mail.headers.items() if name != ORIGINAL}
        return replace(mail, to=mail.headers[ORIGINAL], headers=headers)
