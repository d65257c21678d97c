"""What every mail to one person has."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated, ClassVar
from uuid import UUID

from background.engine.secret import Secret
from background.engine.subjects import Subject
from background.mail.address import one_address
from background.mail.draft import Draft
from background.mail.letters.letter import Letter, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """The payload of a job that sends one mail. Its fields are what the two files of its `TEMPLATE` in `templates/emails` may say.

    `locale` is the language of whoever gets it, `user_id` their id: when they are gone by the time it would be sent, it is not.
    """

    TEMPLATE: ClassVar[str] = ""

    email: str
    locale: str = ""
    user_id: Annotated[str, Subject("user")] = ""

    def __post_init__(self) -> None:
        one_address(self.email)

    @property
    def is_secret(self) -> bool:
        """Whether what it says must not be kept."""
        return any(isinstance(value, Secret) and value.reveal() for value in self._fields().values())

    def letter(self) -> Letter:
        return render(self.TEMPLATE, self.values(), locale=self.locale)

    def values(self) -> dict[str, object]:
        """What its templates may say, secrets in the clear."""
        return {name: value.reveal() if isinstance(value, Secret) else value for name, value in self._fields().items()}

    def draft(self, mail_id: UUID, job_id: UUID | None) -> Draft:
        return Draft(
            id=mail_id, job_id=job_id, recipient=self.email, template=self.TEMPLATE, user_id=self.user_id, is_secret=self.is_secret
        )

    def drafts(self, job_id: UUID) -> Sequence[Draft]:
        """The mails that its job sends."""
        return [self.draft(job_id, job_id)]

    def _fields(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self)}
