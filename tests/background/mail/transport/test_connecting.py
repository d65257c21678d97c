"""What keeps us from a server is said in its own words, and is nobody's mail's fault."""

import socket
from typing import Any

import pytest

from background.mail.transport.smtp.provider import SmtpProvider
from background.mail.transport.smtp.server import Server
from background.mail.transport.unavailable import Trouble, Unavailable
from tests.background.mail.transport.conftest import SENDERS, outgoing
from tests.background.mail.transport.rude_server import greeting
from tests.background.mail.transport.smtp_server import Script, listening


def said_by(server: Server) -> Unavailable:
    ((_, said),) = SmtpProvider(server, SENDERS).send([outgoing()])
    assert isinstance(said, Unavailable)
    return said


@pytest.mark.parametrize(
    ("words", "code", "reply"),
    [
        (b"", 0, "Connection unexpectedly closed"),
        (b"421 4.3.2 too busy\r\n", 421, "4.3.2 too busy"),
        (b"421-4.3.2 too busy\r\n421 4.3.2 come back\r\n", 421, "4.3.2 too busy"),
        (b"554 no mail here\r\n", 554, "no mail here"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", 0, "the server says what is no SMTP"),
        (b"220 hello\r\n", 0, "Connection unexpectedly closed"),
    ],
    ids=["silent", "busy", "busy in two lines", "no mail", "no SMTP", "gone after its greeting"],
)
def test_a_server_that_hangs_up_at_its_greeting(words: bytes, code: int, reply: str) -> None:
    with greeting(words) as port:
        said = said_by(Server(host="127.0.0.1", port=port, timeout=60))

    assert (said.trouble, said.code) == (Trouble.NO_ANSWER, code)
    assert reply in said.reply or "reset by peer" in said.reply.lower()


def test_a_host_whose_name_is_not_found_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", find)

    said = said_by(Server(host="mail.example.org", port=25))

    assert (said.trouble, said.reply) == (Trouble.NO_ANSWER, "the host 'mail.example.org' is not found: Name or service not known")


@pytest.mark.parametrize("host", ["mail..example.org", f"{'x' * 64}.example.org"])
def test_what_is_no_name_of_a_host_is_named(host: str) -> None:
    said = said_by(Server(host=host, port=25))

    assert (said.trouble, said.reply.startswith(f"{host!r} is not the name of a host")) == (Trouble.NO_ANSWER, True)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize(
    ("reply", "trouble"),
    [
        ("454 4.7.0 the directory is away", Trouble.NO_ANSWER),
        ("421 4.3.2 shutting down", Trouble.NO_ANSWER),
        ("535 5.7.8 who are you", Trouble.NOT_LET_IN),
    ],
)
def test_a_password_that_cannot_be_checked_now_is_not_wrong(script: Script, reply: str, trouble: Trouble) -> None:
    script.replies = {"AUTH": [reply, reply]}
    with listening(script, password="right") as port:
        said = said_by(Server(host="127.0.0.1", port=port, timeout=60, username="app", password="right"))

    assert (said.trouble, f"{said.code} {said.reply}") == (trouble, reply)
