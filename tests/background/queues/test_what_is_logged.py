"""What the log says of mail: when it begins and is sent, and loudly when it never will be; whole addresses never."""

import logging

import pytest

from background.jobs import Secret
from background.queues.email.queue import EmailQueue
from tests.background.queues.conftest import Mailbox
from tests.background.worker import run_all


def said(caplog: pytest.LogCaptureFixture, level: int) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "background.email" and record.levelno == level]


def test_a_mail_is_a_pair_of_debug_lines_with_its_id(mailbox: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "background.email")
    handle = EmailQueue().add_otp_email_job(email="ada@example.org", customer_name="Ada", otp=Secret("042137"))

    run_all("email")

    pair = [(record.getMessage(), vars(record)["job_id"], vars(record)["job"]) for record in said(caplog, logging.DEBUG)]
    assert pair == [(words, handle.id, "otp-email-verification") for words in ("mail begins", "mail sent")]


def test_a_mail_that_is_given_up_is_an_error_with_a_masked_recipient(mailbox: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    mailbox.replies = ["552 5.3.4 <Ada.LOVELACE@example.org> takes no such mail"]
    handle = EmailQueue().add_password_changed_email_job(email="Ada.Lovelace@example.org", customer_name="Ada")

    run_all("email")

    (error,) = said(caplog, logging.ERROR)
    told = vars(error)
    assert (error.getMessage(), told["job_id"], told["number"], told["to"]) == ("mail given up", handle.id, 1, "a***@example.org")
    assert "552 5.3.4 <A***@example.org> takes no such mail" in told["error"]
    assert "lovelace" not in " ".join(str(vars(record)) for record in caplog.records if record.name.startswith("background")).lower()
