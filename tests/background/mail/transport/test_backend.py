"""Django's own functions, over our connections."""

import smtplib

import pytest
from django.core.mail import EmailMessage, InvalidMailer, mailers, send_mail
from pytest_django import Settings

from tests.background.mail.transport.smtp_server import DROP, Script

BACKEND = "background.mail.transport.smtp.backend.EmailBackend"
OURS = "app@example.org"


@pytest.fixture(autouse=True)
def _mailer(port: int, settings: Settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": BACKEND, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 60}}}


def test_mails_go_over_one_connection(script: Script) -> None:
    for n in range(3):
        sent = send_mail("Grüße", f"Hi\n.\n{n}\n", OURS, [f"reader{n}@example.org"], html_message="<p>Hi</p>")
        assert sent == 1

    assert [message["Subject"] for message in script.messages] == ["Grüße"] * 3
    assert script.messages[2].get_body(("plain",)).get_content() == "Hi\r\n.\r\n2\r\n"  # type: ignore[union-attr]  # it is there
    assert len(script.connections) == 1


def test_a_mail_to_several_is_one_message(script: Script) -> None:
    message = EmailMessage("Hi", "Hi", OURS, ["a@example.org", "B <b@example.org>"], bcc=["c@example.org"])

    message.send()

    assert script.recipients == ["a@example.org", "b@example.org", "c@example.org"]
    assert len(script.messages) == 1
    assert script.messages[0]["Bcc"] is None


def test_one_recipient_that_is_refused_does_not_harm_the_others(script: Script) -> None:
    script.replies = {"RCPT": ["550 5.1.1 nobody"]}

    assert send_mail("Hi", "Hi", OURS, ["a@example.org", "b@example.org"]) == 1
    assert script.recipients == ["b@example.org"]


@pytest.mark.parametrize(
    ("replies", "error"),
    [
        ({"MAIL": ["550 5.1.8 no"]}, smtplib.SMTPSenderRefused),
        ({"RCPT": ["550 5.1.1 no"]}, smtplib.SMTPRecipientsRefused),
        ({"DATA": ["554 no"]}, smtplib.SMTPDataError),
        ({"DATA": [DROP]}, smtplib.SMTPServerDisconnected),
        ({"MAIL": [DROP]}, smtplib.SMTPConnectError),
    ],
)
def test_what_goes_wrong_is_raised_as_django_raises_it(script: Script, replies: dict[str, list[str]], error: type[Exception]) -> None:
    script.replies = replies

    with pytest.raises(error):
        send_mail("Hi", "Hi", OURS, ["a@example.org"])


def test_staging_writes_to_one_address(script: Script, settings: Settings) -> None:
    settings.MAIL_OVERRIDE_TO = "team@example.org"

    send_mail("Hi", "Hi", OURS, ["a@example.org", "b@example.org"])

    assert script.recipients == ["team@example.org"]
    assert script.messages[0]["X-Original-To"] == "a@example.org, b@example.org"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "OPTIONS must define 'host'"),
        ({"host": "h", "use_tls": True, "use_ssl": True}, "incompatible"),
        ({"host": "h", "ca": 1}, "'ca'"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, object], words: str, settings: Settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": BACKEND, "OPTIONS": options}}

    with pytest.raises(InvalidMailer, match=words):
        _ = mailers["default"]
