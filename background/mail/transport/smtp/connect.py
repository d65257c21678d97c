"""Open a connection: TLS, a certificate that is checked, and a password."""

import smtplib
import socket
import ssl
import time
from functools import cache

from django.core.mail import DNS_NAME

from background.mail.transport.smtp.answer import Barred
from background.mail.transport.smtp.link import Link, LinkLost
from background.mail.transport.smtp.reply import said
from background.mail.transport.smtp.server import Server, Tls
from background.mail.transport.smtp.window import Window
from background.mail.transport.unavailable import Trouble

FINAL = 500
ROUND_TRIPS = 3
"""So often a new connection asks for nothing, to learn how long that takes."""


def connect(server: Server, window: Window) -> Link:
    """A link on which mail may be sent at once; the window learns how far away the server is.

    Raises:
        Barred: the server does not answer, is not who it should be, or does not know us.
    """
    try:
        return Link(server, _logged_in(server, window), window)
    except smtplib.SMTPAuthenticationError as error:
        is_final = error.smtp_code >= FINAL  # RFC 4954, 6: a 454 is about the moment, and not about the password
        raise Barred(Trouble.NOT_LET_IN if is_final else Trouble.NO_ANSWER, error.smtp_code, _text(error.smtp_error)) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Barred(Trouble.NOT_LET_IN, 0, str(error)) from error
    except ssl.SSLCertVerificationError as error:
        raise Barred(Trouble.NOT_LET_IN, 0, f"its certificate is not to be trusted: {error.verify_message}") from error
    except smtplib.SMTPResponseException as error:
        code, text = error.smtp_code, _text(error.smtp_error)
        raise Barred(Trouble.NO_ANSWER, max(0, code), text if code > 0 else f"the server says what is no SMTP: {text!r}") from error
    except socket.gaierror as error:
        raise Barred(Trouble.NO_ANSWER, 0, f"the host {server.host!r} is not found: {error.strerror}") from error
    except UnicodeError as error:
        raise Barred(Trouble.NO_ANSWER, 0, f"{server.host!r} is not the name of a host: {error}") from error
    except (smtplib.SMTPException, LinkLost, OSError) as error:
        raise Barred(Trouble.NO_ANSWER, 0, str(error) or type(error).__name__) from error


def _logged_in(server: Server, window: Window) -> smtplib.SMTP:
    smtp = _greeted(server)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.tls is Tls.STARTTLS:
            smtp.starttls(context=_trust())
            smtp.ehlo()
        if server.username:
            smtp.login(server.username, server.password)
        if smtp.sock:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(ROUND_TRIPS):
            window.learn(_seconds_of_nothing(smtp))
    except BaseException:
        smtp.close()
        raise
    return smtp


def _greeted(server: Server) -> smtplib.SMTP:
    me = DNS_NAME.get_fqdn()
    if server.tls is Tls.IMPLICIT:
        return smtplib.SMTP_SSL(server.host, server.port, me, timeout=server.timeout, context=_trust())
    return smtplib.SMTP(server.host, server.port, me, timeout=server.timeout)


def _seconds_of_nothing(smtp: smtplib.SMTP) -> float:
    began = time.perf_counter()
    smtp.noop()
    return time.perf_counter() - began


@cache
def _trust() -> ssl.SSLContext:
    """The machine's certificates, or those that `SSL_CERT_FILE` names."""
    return ssl.create_default_context()


def _text(answer: bytes | str) -> str:
    return said(answer if isinstance(answer, bytes) else answer.encode())
