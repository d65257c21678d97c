"""Whom we tell our password."""

import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from background.mail.outcome import Accepted
from background.mail.transport.provider import Said
from background.mail.transport.smtp.provider import SmtpProvider
from background.mail.transport.smtp.server import Server, Tls
from background.mail.transport.unavailable import Trouble, Unavailable
from tests.background.mail.transport.conftest import SENDERS, outgoing
from tests.background.mail.transport.smtp_server import Script, listening

# aiosmtpd does not count TLS from the first byte as TLS
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
RIGHT = "right"
KINDS = pytest.mark.parametrize("kind", [Tls.IMPLICIT, Tls.STARTTLS])


def server(script: Script, kind: Tls, tls: ssl.SSLContext) -> AbstractContextManager[int]:
    if kind is Tls.IMPLICIT:
        return listening(script, implicit=tls, password=RIGHT)
    return listening(script, starttls=tls, password=RIGHT)


def sent(port: int, kind: Tls, *, password: str = RIGHT) -> Said:
    target = Server(host="127.0.0.1", port=port, tls=kind, username="app", password=password, timeout=60)
    ((_, said),) = SmtpProvider(target, SENDERS).send([outgoing()])
    return said


@KINDS
def test_with_a_certificate_to_be_trusted_mail_goes(
    script: Script, kind: Tls, tls: ssl.SSLContext, certificate: Callable[[], None]
) -> None:
    certificate()

    with server(script, kind, tls) as port:
        said = sent(port, kind)

    assert isinstance(said, Accepted)
    assert len(script.messages) == 1


@KINDS
def test_a_certificate_of_a_stranger_gets_no_password(script: Script, kind: Tls, tls: ssl.SSLContext) -> None:
    with server(script, kind, tls) as port:
        said = sent(port, kind)

    assert isinstance(said, Unavailable)
    assert said.trouble is Trouble.NOT_LET_IN
    assert "certificate is not to be trusted" in said.reply
    assert script.messages == []


@KINDS
def test_a_wrong_password_is_nobodys_mails_fault(script: Script, kind: Tls, tls: ssl.SSLContext, certificate: Callable[[], None]) -> None:
    certificate()

    with server(script, kind, tls) as port:
        said = sent(port, kind, password="wrong")

    assert isinstance(said, Unavailable)
    assert (said.trouble, said.code) == (Trouble.NOT_LET_IN, 535)


def test_a_server_without_starttls_gets_nothing(script: Script, port: int) -> None:
    said = sent(port, Tls.STARTTLS)

    assert isinstance(said, Unavailable)
    assert (said.trouble, said.reply) == (Trouble.NOT_LET_IN, "STARTTLS extension not supported by server.")


def test_a_password_is_not_printed() -> None:
    assert "secret" not in repr(Server(host="h", port=25, username="u", password="secret"))
