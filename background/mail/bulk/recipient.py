"""To whom a bulk mail goes, and who of a list cannot be written to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import msgspec
from django.conf import settings

from background.constants import RecipientFault
from background.exceptions import PayloadInvalid
from background.mail.address import comparable, one_address

LONGEST_CONTEXT = 16 * 1024
"""Bytes, as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """`email` is mailed to as it is written, and compared by its `key`. `context` is what the mail says to this one and no other.
    `locale` is one of `settings.LANGUAGES`; "" is the project's."""

    email: str
    context: Mapping[str, object] = field(default_factory=dict)
    user_id: str = ""
    locale: str = ""

    @property
    def key(self) -> str:
        return comparable(self.email)


@dataclass(frozen=True, slots=True)
class InvalidRecipient:
    """`index` counts from 0 in the list that was given. `missing` are the names that the context lacks."""

    index: int
    code: RecipientFault
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedOut:
    """`good` have addresses in normal form, each once; `duplicates` counts those that came again."""

    good: list[Recipient]
    invalid: list[InvalidRecipient]
    duplicates: int


def nothing(_: Recipient) -> tuple[str, ...]:
    """Nobody lacks anything: what is said to them says nothing of their context, or does without."""
    return ()


def sort_out(recipients: Iterable[Recipient | RecipientFault], *, lacks: Callable[[Recipient], tuple[str, ...]] = nothing) -> SortedOut:
    """Part those who can be mailed to from those who cannot. Of the same address, in whatever case, the first counts.

    A fault stands for one whom the caller could not even read. `lacks` says what one is not told of that which the mail says.
    """
    good: dict[str, Recipient] = {}
    invalid: list[InvalidRecipient] = []
    number = 0
    for index, recipient in enumerate(recipients):
        checked = recipient if isinstance(recipient, RecipientFault) else _checked(recipient)
        if isinstance(checked, RecipientFault):
            invalid.append(InvalidRecipient(index, checked))
        elif missing := lacks(checked):
            invalid.append(InvalidRecipient(index, RecipientFault.MISSING_CONTEXT, missing))
        else:
            number += 1
            good.setdefault(checked.key, checked)
    return SortedOut(good=list(good.values()), invalid=invalid, duplicates=number - len(good))


def _checked(recipient: Recipient) -> Recipient | RecipientFault:
    if recipient.locale and recipient.locale not in dict(settings.LANGUAGES):
        return RecipientFault.UNKNOWN_LOCALE
    try:
        if len(msgspec.json.encode(recipient.context)) > LONGEST_CONTEXT:
            return RecipientFault.CONTEXT_TOO_LARGE
        return replace(recipient, email=one_address(recipient.email))
    except PayloadInvalid:
        return RecipientFault.INVALID_EMAIL
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError):
        return RecipientFault.INVALID_CONTEXT
