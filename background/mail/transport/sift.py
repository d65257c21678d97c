"""Some mails pass, and some are answered for beforehand."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator

from background.mail.outcome import Deferred, Refused
from background.mail.outgoing import Outgoing
from background.mail.transport.provider import Answered
from background.mail.transport.unavailable import Unavailable

type Verdict = Refused | Deferred | Unavailable


def sifted[T](
    mails: Iterable[Outgoing | None], look: Callable[[Outgoing], T | Verdict], send: Callable[[Iterable[T | None]], Iterator[Answered]]
) -> Generator[Answered, None, None]:
    """Send what `look` makes of each mail, unless it makes a verdict of it. All are told of in their order.

    Args:
        send: answers for each that it gets, in their order.
    """
    told: deque[Answered | None] = deque()  # None stands for one that was passed on

    def passing() -> Iterator[T | None]:
        for mail in mails:
            found = look(mail) if mail else None
            if mail and isinstance(found, (Refused, Deferred, Unavailable)):
                told.append((mail, found))
                yield None
            else:
                told.extend([None] if mail else [])
                yield found  # type: ignore[misc]  # what `send` takes is no verdict

    for answered in send(passing()):
        yield from _verdicts(told)
        told.popleft()
        yield answered
    yield from _verdicts(told)


def _verdicts(told: deque[Answered | None]) -> Iterator[Answered]:
    """Those at the head."""
    while told and (answered := told[0]):
        told.popleft()
        yield answered
