"""What the log says of mail: when it begins and is sent, and loudly when it never will be; whole addresses never."""

import logging
from datetime import timedelta

import pytest

from background.constants import JobState
from background.jobs import Secret, fixed
from background.mail.alarm import mail_given_up
from background.models import MailMessage
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
    assert (error.getMessage(), told["job_id"], told["to"]) == ("mail given up", handle.id, "a***@example.org")
    assert "552 5.3.4 <a***@example.org> takes no such mail" in told["error"]


def test_a_mail_that_is_given_up_raises_the_alarm_once(mailbox: Mailbox) -> None:
    alarms: list[dict[str, object]] = []

    def hear(sender: str, **told: object) -> None:
        alarms.append({"sender": sender, **told})

    mail_given_up.connect(hear)
    mailbox.replies = ["451 4.3.0 <ada@example.org> not now", "552 5.3.4 <ada@example.org> takes no such mail"]
    queue = EmailQueue().using(max_attempts=2, backoff=fixed(timedelta()))
    handle = queue.add_password_changed_email_job(email="ada@example.org", customer_name="Ada")

    run_all("email")

    mail_given_up.disconnect(hear)
    (alarm,) = alarms
    assert (alarm["sender"], alarm["job_id"], alarm["to"]) == ("password-changed-email", handle.id, "a***@example.org")
    assert "552 5.3.4 <a***@example.org> takes no such mail" in str(alarm["error"])


def test_an_alarm_that_fails_harms_nothing(mailbox: Mailbox) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("the chat is down")

    mail_given_up.connect(fail)
    mailbox.replies = ["552 5.3.4 no such mail"]
    handle = EmailQueue().add_password_changed_email_job(email="ada@example.org", customer_name="Ada")

    run_all("email")

    mail_given_up.disconnect(fail)
    assert handle.snapshot().state is JobState.DEAD
    assert MailMessage.objects.get(pk=handle.id).state == "rejected"
