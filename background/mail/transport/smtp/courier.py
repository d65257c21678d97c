"""Gives envelopes to a server, and says of each what it answered before the next is given away."""

import time
from collections.abc import Iterable, Iterator

from background.mail.transport.smtp.answer import Answer, Barred, Heard, Opening, Unheard
from background.mail.transport.smtp.envelope import Envelope
from background.mail.transport.smtp.link import Link, LinkLost
from background.mail.transport.smtp.pool import pool
from background.mail.transport.smtp.reply import CLOSING, Reply
from background.mail.transport.smtp.server import Server
from background.mail.transport.unavailable import Trouble

NO_BODY = b".\r\n"
"""A server that wants a message though it took no recipient gets an empty one (RFC 2920, 3.1)."""
RESET = b"RSET\r\n"
LONG_PAUSE = 5.0
"""Seconds that the caller took, after which the server may have lost patience."""


class Courier[T]:
    """The end of one message travels with the addresses of the next one: one round trip a mail, where the server offers PIPELINING.

    A message whose end was not written is not taken by any server, so over a new connection it is sent again at once, if the old one
    had been of use. One whose end was written and which got no answer may have been taken: that is told as `Unheard`.
    """

    def __init__(self, server: Server, envelopes: Iterable[Envelope[T] | None]) -> None:
        self._server = server
        self._rest = iter(envelopes)
        self._current: Envelope[T] | None = None
        self._following: Envelope[T] | None = None
        self._opening: Opening | None = None
        """What the server said to the current envelope, once it has."""
        self._is_given_away = False

    def answers(self) -> Iterator[tuple[Envelope[T], Answer]]:
        for envelope in self._rest:
            self._current = envelope
            while self._current:
                yield from self._over_one_link()

    def _over_one_link(self) -> Iterator[tuple[Envelope[T], Answer]]:
        try:
            link = pool.take(self._server)
        except Barred as bar:
            yield from self._told(bar)
            return
        try:
            yield from self._over(link)
        except LinkLost as lost:
            link.drop()
            if answer := self._answer_of(lost, link):
                yield from self._told(answer)
        finally:
            # Not clean: the caller stopped, or was stopped, with an envelope open. The server forgets it when we hang up.
            if link.is_clean:
                pool.give_back(link)
            else:
                link.drop()

    def _over(self, link: Link) -> Iterator[tuple[Envelope[T], Answer]]:
        link.announce(self._current)
        with link.window.turn() as turn:
            while self._current:
                self._opening = link.opening(self._current)
                self._look_ahead(link)
                turn.begin()
                self._is_given_away = self._opening.takes_message
                link.announce(self._following, after=_end(self._current, self._opening))
                answer = Heard(self._opening, link.reply())
                turn.answered()
                link.sent += 1
                link.is_clean = self._following is None
                yield from self._told(answer)
                turn.end()

    def _look_ahead(self, link: Link) -> None:
        """The caller may take its time to make the next one."""
        began = time.monotonic()
        self._following = self._following or next(self._rest, None)
        if time.monotonic() - began > LONG_PAUSE and link.has_word():
            self._opening = None
            raise LinkLost("the server lost patience", is_stale=True)

    def _answer_of(self, lost: LinkLost, link: Link) -> Answer | None:
        """None where the current envelope is to be sent again, over another link."""
        if self._opening and self._is_given_away and lost.code != CLOSING:
            return Unheard(str(lost))
        if self._opening:
            return Heard(self._opening, Reply(lost.code, str(lost)) if lost.code else None)
        if lost.is_stale or (link.sent and not lost.is_late):
            return None
        return Barred(Trouble.NO_ANSWER, lost.code, str(lost))

    def _told(self, answer: Answer) -> Iterator[tuple[Envelope[T], Answer]]:
        told, self._current, self._following = self._current, self._following, None
        self._opening, self._is_given_away = None, False
        if told:
            yield told, answer


def _end[T](envelope: Envelope[T], opening: Opening) -> bytes:
    if opening.takes_message:
        return envelope.stuffed()
    return NO_BODY if opening.wants_data else RESET
