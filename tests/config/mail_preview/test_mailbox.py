"""What the backend delivers, the mailbox reads, and nothing else."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from config.mail_preview import mailbox
from config.mail_preview.backend import EmailBackend


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.MAIL_DIR = tmp_path / "mail"
    return tmp_path / "mail"


def deliver(folder: Path, subject: str, *, text: str = "Hello", html: str = "") -> None:
    mail = EmailMultiAlternatives(subject, text, "us@example.org", ["ada@example.org"])
    if html:
        mail.attach_alternative(html, "text/html")
    EmailBackend(directory=folder, alias="default").send_messages([mail])


def test_a_delivered_mail_can_be_read(folder: Path) -> None:
    deliver(folder, "Grüße", text="Your code is 012345", html="<p>Your code is <b>012345</b></p>")

    [mail] = mailbox.messages()

    assert (mail.to, mail.subject) == ("ada@example.org", "Grüße")
    assert mail.text.strip() == "Your code is 012345"
    assert mail.html.strip() == "<p>Your code is <b>012345</b></p>"
    assert ("From", "us@example.org") in mail.headers
    assert mailbox.message(mail.id) == mail


def test_a_slow_mailbox_takes_its_time_over_each(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("config.mail_preview.backend.time", SimpleNamespace(sleep=slept.append))
    mails = [EmailMultiAlternatives(subject, "Hello", "us@example.org", ["ada@example.org"]) for subject in ("one", "two")]

    EmailBackend(directory=folder, seconds=1.5).send_messages(mails)

    assert (slept, len(mailbox.messages())) == ([1.5, 1.5], 2)


def test_the_newest_mail_comes_first(folder: Path) -> None:
    for subject in ("first", "second", "third"):
        deliver(folder, subject)

    assert [mail.subject for mail in mailbox.messages()] == ["third", "second", "first"]


def test_other_users_cannot_read_the_folder_and_no_half_mail_stays(folder: Path) -> None:
    deliver(folder, "a code")

    assert folder.stat().st_mode & 0o077 == 0
    assert [path.suffix for path in folder.iterdir()] == [".eml"]


def test_what_cannot_be_read_does_not_hide_the_rest(folder: Path) -> None:
    deliver(folder, "fine")
    (folder / "20260101T000000000000-00000000.eml").mkdir()
    (folder / "20260101T000000000000-00000001.eml").write_bytes(b"Content-Type: text/plain; charset=klingon\n\n\xff\xfe")
    (folder / "notes.eml").write_text("Subject: not one of ours")

    assert "fine" in [mail.subject for mail in mailbox.messages()]
    assert "not one of ours" not in [mail.subject for mail in mailbox.messages()]


def test_an_empty_folder_and_none_at_all_are_empty_mailboxes(folder: Path, settings: Settings) -> None:
    assert mailbox.messages() == []

    settings.MAIL_DIR = None

    assert mailbox.messages() == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "20260101T000000000000-0000000g", "20260101T000000000000-00000000"])
def test_an_id_that_is_none_finds_nothing(folder: Path, name: str) -> None:
    deliver(folder, "fine")

    with pytest.raises(mailbox.MailNotFound):
        mailbox.message(name)
