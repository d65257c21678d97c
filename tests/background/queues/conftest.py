"""A real SMTP server that keeps what it gets, and refuses what it is told to refuse."""

from asyncio import Server
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from tests.processes import PATIENCE_SECONDS


class Mailbox:
    """The server's handler: `messages` in order of arrival; `replies` are given, one by one, in place of 250."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.replies: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        if self.replies:
            return self.replies.pop(0)
        message = message_from_bytes(bytes(envelope.original_content or b""), policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 kept"


class FreePort(Controller):
    """A controller that can be asked for any free port."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """Mail of this test goes through it."""
    mailbox = Mailbox()
    controller = FreePort(mailbox, hostname="127.0.0.1", port=0, ready_timeout=PATIENCE_SECONDS)
    controller.start()
    options = {"host": "127.0.0.1", "port": controller.port, "timeout": 60}
    settings.MAILERS = {"default": {"BACKEND": "background.mail.transport.smtp.backend.EmailBackend", "OPTIONS": options}}
    yield mailbox
    controller.stop()


@pytest.fixture(autouse=True)
def _commits(transactional_db: None) -> None: ...
