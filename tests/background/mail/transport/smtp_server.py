"""A real SMTP server that does what a test wrote into its script."""

import asyncio
import socket
import ssl
from asyncio import Server as AsyncioServer
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from background.mail.transport.smtp.pool import pool
from tests.processes import PATIENCE_SECONDS

HANG_SECONDS = 60.0
HANG, DROP, KEEP_AND_DROP = "hang", "drop", "keep and drop"
"""In place of a reply: say nothing, hang up, or keep the message and hang up."""


class Script:
    """The server's handler.

    Attributes:
        replies: by command (`AUTH`, `MAIL`, `RCPT`, `DATA`), given one by one in place of a good one.
        messages: what was taken, in order of arrival; `raw` is each as it came.
        recipients: of those that were taken.
        connections: that were opened.
    """

    def __init__(self, *, pipelining: bool = True) -> None:
        self.pipelining = pipelining
        self.has_utf8 = True
        self.replies: dict[str, list[str]] = {}
        self.messages: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.connections: list[Session] = []

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, name: str, said: list[str]) -> list[str]:  # noqa: N802
        session.host_name = name
        self.connections.append(session)
        offered = [line for line in said if self.has_utf8 or "SMTPUTF8" not in line]
        return [*offered[:1], *(["250-PIPELINING"] if self.pipelining else []), *offered[1:]]

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        reply = await self._scripted("MAIL", server)
        if not reply:
            envelope.mail_from = address
        return reply or "250 2.1.0 go on"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        reply = await self._scripted("RCPT", server)
        if not reply:
            envelope.rcpt_tos.append(address)
        return reply or "250 2.1.5 go on"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        waits = self.replies.get("DATA", [])
        if waits and waits[0] == KEEP_AND_DROP:
            self._keep(envelope)
        if reply := await self._scripted("DATA", server):
            return reply
        self._keep(envelope)
        return f"250 2.0.0 Ok: queued as Q{len(self.messages)}"

    def _keep(self, envelope: Envelope) -> None:
        self.raw.append(bytes(envelope.original_content or b""))
        self.messages.append(message_from_bytes(self.raw[-1], policy=default))
        self.recipients.extend(envelope.rcpt_tos)

    async def _scripted(self, command: str, server: SMTP) -> str:
        if not self.replies.get(command):
            return ""
        reply = self.replies[command].pop(0)
        if reply == HANG:
            await asyncio.sleep(HANG_SECONDS)
        if reply in {HANG, DROP, KEEP_AND_DROP}:
            cast("asyncio.Transport", server.transport).close()
            return "250 nobody hears this"
        return reply


class _FreePort(Controller):
    """A controller that can be asked for any free port."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, AsyncioServer)
        self.port = self.server.sockets[0].getsockname()[1]
        if self.ssl_context:  # the controller knows its port only here
            trustful = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            trustful.check_hostname, trustful.verify_mode = False, ssl.CERT_NONE
            with socket.create_connection(("127.0.0.1", self.port)) as plain, trustful.wrap_socket(plain) as secured:
                secured.recv(1024)
        else:
            super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's


@contextmanager
def listening(
    script: Script, *, implicit: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, password: str = ""
) -> Iterator[int]:
    """The port on which the script is played."""

    def authenticate(_: SMTP, __: Session, ___: Envelope, ____: str, given: Any) -> AuthResult:
        if waits := script.replies.get("AUTH"):
            return AuthResult(success=False, handled=False, message=waits.pop(0))
        return AuthResult(success=given.password == password.encode(), handled=False)

    options: dict[str, Any] = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False} if password else {}
    controller = _FreePort(
        script,
        hostname="127.0.0.1",
        port=0,
        ssl_context=implicit,
        tls_context=starttls,
        require_starttls=bool(starttls),
        **options,
        enable_SMTPUTF8=True,
        ready_timeout=PATIENCE_SECONDS,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        pool.close()  # it waits for those who speak to it
        controller.stop()
