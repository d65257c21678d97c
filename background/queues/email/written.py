"""A mail that says what its caller wrote, in the layout of all mails."""

from dataclasses import dataclass

from background.mail.letters.links import checked_link
from background.mail.subject import one_line
from background.queues.email.addressed import Addressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(Addressed):
    """`message` is text; an empty line parts paragraphs. `link` leads into FRONTEND_URL when it begins with a slash."""

    subject: str
    message: str
    customer_name: str = ""
    link: str = ""
    link_label: str = ""

    def __post_init__(self) -> None:
        Addressed.__post_init__(self)
        one_line(self.subject)
        if self.link:
            checked_link(self.link)

    def values(self) -> dict[str, object]:
        return Addressed.values(self) | {"link": self.link and checked_link(self.link)}
