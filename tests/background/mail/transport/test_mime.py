"""The bytes of a mail, read back by the standard library and by nobody who made them."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from background.exceptions import PayloadInvalid
from background.mail.letters.letter import Letter
from background.mail.outgoing import Outgoing
from background.mail.transport.mime.compose import composed
from background.mail.transport.smtp.envelope import Envelope
from tests.background.mail.transport.conftest import outgoing

SENDER = "Zoë's App <app@example.org>"
LONG_HTML = "<p>" + "Käse & <b>Brot</b> = 3 € 😀 " * 400 + "</p>\n"
BODIES = {
    "ascii": "Hello\n.\n..dots\nFrom here on\n",
    "short and foreign": "Grüße, 3 €\n",
    "long and foreign": LONG_HTML,
    "long line": "x" * 3000 + "\n",
    "other line ends": "one\r\ntwo\rthree\n",
    "spaces at the end": "one  \ntwo\t\n",
    "cyrillic": "Привет, мир\n" * 10,
    "empty": "",
}


def read_back(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=default)


def letter(**changes: str) -> Letter:
    return Letter(**{"subject": "Hello", "text": "Hi\n", "html": "<p>Hi</p>\n", **changes})


def made(mail: Outgoing) -> EmailMessage:
    return read_back(composed(mail, sender=SENDER))


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_what_was_written_is_what_is_read(body: str) -> None:
    message = made(outgoing(letter=letter(text=body, html=f"<pre>{body}</pre>")))

    plain, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]  # both are there
    assert plain.splitlines() == (body.splitlines() or [""])
    assert html.splitlines() == f"<pre>{body}</pre>".splitlines()
    assert message.defects == []


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_every_line_fits_every_server(body: str) -> None:
    raw = composed(outgoing(letter=letter(text=body, html=body or "x")), sender=SENDER)

    assert raw.isascii()
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "subject",
    ["Hello", "Grüße aus Köln", "Привет " * 40, "A long subject that goes on " * 8, "日本語のとても長い件名" * 6, "=?utf-8?q?no?="],
)
def test_a_subject_arrives_as_it_was_written(subject: str) -> None:
    raw = composed(outgoing(letter=letter(subject=subject)), sender=SENDER)

    head = raw.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    if "=?" not in subject:
        assert read_back(raw)["Subject"].rstrip() == subject.rstrip()


def test_every_header_that_a_mail_must_have_is_there_once() -> None:
    mail = outgoing(headers={"List-Unsubscribe": "<https://example.org/u/x/>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"})

    message = made(mail)

    assert all(len(values) == 1 for values in map(message.get_all, message.keys()) if values)
    assert message["Message-ID"] == f"<{mail.message_id}>"
    assert message["From"] == SENDER
    assert message["Date"].datetime is not None
    assert message["MIME-Version"] == "1.0"
    assert message["List-Unsubscribe"] == "<https://example.org/u/x/>"


def test_a_long_link_in_a_header_is_not_broken() -> None:
    link = f"<https://example.org/unsubscribe/{'t' * 300}/>"

    raw = composed(outgoing(headers={"List-Unsubscribe": f"{link}, <mailto:stop@example.org>"}), sender=SENDER)

    assert link.encode() in raw


def test_without_html_there_is_one_part() -> None:
    message = made(outgoing(letter=letter(html="")))

    assert message.get_content_type() == "text/plain"
    assert message.get_content() == "Hi\r\n"


@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "a\r\nBcc: evil@example.org", "a\u2028b", "a\u2029b", "a\x85b", "a\x0bb", "a\0b", "a\ud800b"]
)
@pytest.mark.parametrize("name", ["Subject", "X-Note", "Reply-To", "To"])
def test_no_header_can_begin_another(name: str, text: str) -> None:
    mail = (
        outgoing(letter=letter(subject=text)) if name == "Subject" else outgoing(text) if name == "To" else outgoing(headers={name: text})
    )

    with pytest.raises(PayloadInvalid):
        composed(mail, sender=SENDER)


@pytest.mark.parametrize("name", ["X Note", "X-Note:", "X-N\note", ""])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(PayloadInvalid, match="is not the name of a header"):
        composed(outgoing(headers={name: "x"}), sender=SENDER)


@pytest.mark.parametrize("data", [b".\r\n", b"a\r\n.\r\n", b"a\r\n..\r\n.b\r\n", b"a"])
def test_no_line_looks_like_the_end(data: bytes) -> None:
    stuffed = Envelope(of=None, sender="a@example.org", recipients=("b@example.org",), data=data).stuffed()

    assert stuffed.endswith(b"\r\n.\r\n")
    lines = stuffed.removesuffix(b".\r\n").split(b"\r\n")
    assert b"." not in lines
    whole = data if data.endswith(b"\r\n") else data + b"\r\n"
    assert b"\r\n".join(line.removeprefix(b".") for line in lines) == whole
