"""Who gets newsletters: everybody who has shown that the address is theirs, unless their account is switched off."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from background.mail.bulk.recipient import Recipient
from background.mail.letters.language import language_for

TOGETHER = 1_000


def verified_people() -> Iterator[Recipient]:
    """In the order of their keys, read some at a time, so that a million need no memory and no open statement."""
    after: UUID | None = None
    while people := list(_people(after)):
        for person in people:
            yield _recipient(person)
        after = people[-1].pk


def _people(after: UUID | None) -> QuerySet[User]:
    people = User.objects.filter(is_active=True, is_verified=True).only("email", "name", "locale").order_by("pk")
    return (people.filter(pk__gt=after) if after else people)[:TOGETHER]


def _recipient(person: User) -> Recipient:
    return Recipient(email=person.email, context={"name": person.name}, user_id=str(person.pk), locale=language_for(person.locale))
