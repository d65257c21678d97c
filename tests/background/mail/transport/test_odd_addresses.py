"""Addresses and names that are rare, and real."""

from email.header import decode_header, make_header
from email.message import EmailMessage as Read
from uuid import UUID

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from background.constants import JobState, MailState
from background.mail.outcome import Accepted, Refused
from background.mail.transport.mime.compose import composed
from background.mail.transport.smtp.provider import SmtpProvider
from background.models import MailMessage, Suppression
from background.queues.email.queue import EmailQueue
from tests.background.mail.transport.conftest import outgoing
from tests.background.mail.transport.smtp_server import Script
from tests.background.worker import run_all

OURS = "app@example.org"
LONG = {
    "words": "The Department of Very Long Names and Titles of the Borough of Saint Mary by the Sea",
    "one word": "x" * 1200,
    "cyrillic": " ".join(["Отдел очень длинных названий и заголовков"] * 6),
    "with marks": 'Ada "the Countess" Lovelace, King',
}


def unfolded(raw: bytes, name: str) -> str:
    """As mail programs read it: RFC 2047, 6.2 has what is between encoded words go, where Python's newer parser leaves some of it."""
    head = raw.partition(b"\r\n\r\n")[0].decode()
    line = next(line for line in head.replace("\r\n ", " ").split("\r\n") if line.startswith(f"{name}: "))
    return str(make_header(decode_header(line.removeprefix(f"{name}: "))))


@pytest.mark.parametrize("name", LONG.values(), ids=LONG.keys())
@pytest.mark.parametrize("header", ["From", "Reply-To"])
def test_a_name_arrives_whole_however_long_it_is(header: str, name: str) -> None:
    quoted = name.replace('"', '\\"')
    mailbox = f'"{quoted}" <{OURS}>'
    raw = composed(outgoing(headers={"Reply-To": mailbox}), sender=mailbox)

    assert unfolded(raw, header).replace("\\", "").replace('"', "") == f"{name} <{OURS}>".replace('"', "")
    assert max(map(len, raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78
    assert not any(len(word) > 75 for word in raw.split() if word.startswith(b"=?"))


def test_answers_go_to_all_whom_a_header_names(provider: SmtpProvider, script: Script) -> None:
    names = ", ".join(f"Zoë {n} <zoe{n}@bücher.example>" for n in range(4))

    ((_, said),) = provider.send([outgoing(headers={"Reply-To": names})])

    assert isinstance(said, Accepted)
    assert _addresses(script.messages[0], "Reply-To") == [(f"Zoë {n}", f"zoe{n}@xn--bcher-kva.example") for n in range(4)]


def _addresses(message: Read, name: str) -> list[tuple[str, str]]:
    return [(address.display_name, address.addr_spec) for address in message[name].addresses]


@pytest.mark.parametrize(
    ("address", "spoken"),
    [
        ("ada@faß.example", "ada@xn--fa-hia.example"),  # fass.example is somebody else
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@XN--BCHER-KVA.example", "ada@XN--BCHER-KVA.example"),
        ("o'brien+x/y=z@example.org", "o'brien+x/y=z@example.org"),
        ("zoë@faß.example", "zoë@faß.example"),
    ],
)
def test_an_address_is_spoken_as_it_is_meant(provider: SmtpProvider, script: Script, address: str, spoken: str) -> None:
    list(provider.send([outgoing(address)]))

    assert script.recipients == [spoken]


@pytest.mark.parametrize("address", ['"ada lovelace"@example.org', '"a@b"@example.org', "ada@bü..example", "ada@☃.example"])
def test_what_is_no_address_of_anybodys_is_refused_and_stops_nobody(provider: SmtpProvider, script: Script, address: str) -> None:
    first, second = (said for _, said in provider.send([outgoing(address), outgoing()]))

    assert isinstance(first, Refused)
    assert ("is not a" in first.reply, isinstance(second, Accepted)) == (True, True)


@pytest.fixture
def mailer(port: int, settings: Settings, transactional_db: None) -> None:
    """Mail of this test goes to the script."""
    options = {"host": "127.0.0.1", "port": port, "timeout": 60}
    settings.MAILERS = {"default": {"BACKEND": "background.mail.transport.smtp.backend.EmailBackend", "OPTIONS": options}}


def test_an_address_that_the_server_cannot_carry_ends_its_job_at_once_and_says_why(mailer: None, script: Script) -> None:
    script.has_utf8 = False
    handle = EmailQueue().add_regular_email_job(email="zoë@example.org", subject="Hello", message="Hi")

    run_all("email")

    mail, job = MailMessage.objects.get(pk=UUID(handle.id)), handle.snapshot()
    assert (job.state, job.attempts) == (JobState.DEAD, 1)
    assert (mail.state, mail.reason) == (MailState.REJECTED, "553 5.6.7 the server offers no SMTPUTF8, which this address needs")
    assert not Suppression.objects.exists()


def test_djangos_functions_write_an_address_beyond_ascii_as_servers_know_it(mailer: None, script: Script) -> None:
    EmailMessage("Grüße", "Hi", OURS, ["Zoë <zoë@example.org>"], reply_to=["Ada <ada@example.org>"]).send()

    (message,) = script.messages
    assert script.recipients == ["zoë@example.org"]
    assert (message["Subject"], str(message["To"]), _addresses(message, "Reply-To")) == (
        *("Grüße", "Zoë <zoë@example.org>"),
        [("Ada", "ada@example.org")],
    )


def test_a_large_attachment_of_djangos_functions_arrives_as_it_was(mailer: None, script: Script) -> None:
    large = bytes(range(256)) * 4096
    for _ in range(2):
        message = EmailMessage("Hi", "See it", OURS, ["ada@example.org"])
        message.attach("Grüße.bin", large, "application/octet-stream")
        message.attach("dots.txt", "\n.\n..\n" * 1000, "text/plain")
        message.send()

    binary, text = script.messages[1].iter_attachments()
    assert (binary.get_filename(), binary.get_content()) == ("Grüße.bin", large)
    assert text.get_content().replace("\r\n", "\n") == "\n.\n..\n" * 1000
    assert len(script.connections) == 1


def test_staging_tells_of_all_to_whom_a_mail_was(mailer: None, script: Script, settings: Settings) -> None:
    settings.MAIL_OVERRIDE_TO = "team@example.org"
    recipients = [f"reader{n}@example.org" for n in range(12)]

    EmailMessage("Hi", "Hi", OURS, recipients).send()

    assert script.recipients == ["team@example.org"]
    assert str(script.messages[0]["X-Original-To"]).split(", ") == recipients


@pytest.mark.parametrize("way", ["job", "Django"])
def test_staging_asks_no_more_of_a_server_than_its_own_address_needs(mailer: None, script: Script, settings: Settings, way: str) -> None:
    settings.MAIL_OVERRIDE_TO, script.has_utf8 = "team@example.org", False

    if way == "job":
        EmailQueue().add_regular_email_job(email="zoë@example.org", subject="Hello", message="Hi")
        run_all("email")
    else:
        EmailMessage("Hi", "Hi", OURS, ["zoë@example.org"]).send()

    head = script.raw[0].partition(b"\r\n\r\n")[0]
    assert (script.recipients, head.isascii()) == (["team@example.org"], True)
    assert script.messages[0]["X-Original-To"] == "zoë@example.org"
