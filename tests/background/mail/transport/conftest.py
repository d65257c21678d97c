"""Servers that play a script, and mails to send to them."""

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from background.constants import MailStream
from background.engine.envelope import new_ids
from background.mail.letters.letter import Letter
from background.mail.outgoing import Outgoing
from background.mail.transport.smtp.connect import _trust
from background.mail.transport.smtp.provider import SmtpProvider
from background.mail.transport.smtp.server import Server
from config.bench.mail.certificate import make_certificate
from tests.background.mail.transport.smtp_server import Script, listening

SENDERS = dict.fromkeys(MailStream, "Our App <app@example.org>")


def outgoing(to: str = "ada@example.org", *, stream: MailStream = MailStream.TRANSACTIONAL, **changes: object) -> Outgoing:
    (mail_id,) = new_ids(1)
    letter = Letter(subject="Hello", text="Hi\n", html="<p>Hi</p>\n")
    return Outgoing(**{"id": UUID(mail_id), "to": to, "letter": letter, "message_id": f"{mail_id}@example.org", "stream": stream} | changes)  # type: ignore[arg-type]


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def port(script: Script) -> Iterator[int]:
    with listening(script) as port:
        yield port


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as once:
        once.bind(("127.0.0.1", 0))
        port: int = once.getsockname()[1]
        return port


@pytest.fixture
def provider(port: int) -> SmtpProvider:
    return SmtpProvider(Server(host="127.0.0.1", port=port, timeout=60), SENDERS)


@pytest.fixture
def hasty(port: int) -> SmtpProvider:
    """It waits for no server that hangs, and therefore for no machine that does."""
    return SmtpProvider(Server(host="127.0.0.1", port=port, timeout=2), SENDERS)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Makes one for 127.0.0.1, which is trusted from the call on."""
    path = make_certificate(tmp_path / "certificate.pem")

    def trust() -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        _trust.cache_clear()

    _trust.cache_clear()
    yield trust
    _trust.cache_clear()


@pytest.fixture
def tls(certificate: object, tmp_path: Path) -> ssl.SSLContext:
    """What a server shows."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "certificate.pem")
    return context
