"""Gathers mails that go out in one request."""

from collections.abc import Iterable, Iterator

from background.mail.outgoing import Outgoing
from background.mail.transport.mailers.merging import Merging


def gathered(mails: Iterable[Outgoing | None], merging: Merging | None) -> Iterator[list[Outgoing]]:
    """In their order; those that go alone are alone. Nobody is twice in one: what is each one's own is found by the address."""
    if merging is None:
        yield from ([mail] for mail in mails if mail)
        return
    together: dict[str, Outgoing] = {}
    for mail in mails:
        is_alone = mail is not None and not merging.takes(mail)
        if together and (mail is None or is_alone or mail.to.lower() in together or not _alike(mail, together)):
            yield list(together.values())
            together = {}
        if mail is None:
            continue
        together[mail.to.lower()] = mail
        if is_alone or len(together) == merging.most:
            yield list(together.values())
            together = {}
    if together:
        yield list(together.values())


def _alike(mail: Outgoing, others: dict[str, Outgoing]) -> bool:
    """In what one request can have once."""
    other = next(iter(others.values()))
    return mail.stream == other.stream and mail.headers.keys() == other.headers.keys() and bool(mail.letter.html) == bool(other.letter.html)
