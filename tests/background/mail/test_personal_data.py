"""What mails tell of somebody is handed out and erased."""

import json
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from background.constants import MailState, MailStream
from background.engine.secret import Secret
from background.ledger.forget import forget_ended
from background.ledger.recorder import Recorder
from background.mail import messages
from background.mail.deliver import deliver
from background.mail.letters.letter import Letter
from background.mail.outcome import Accepted
from background.mail.tracking.news import News
from background.mail.tracking.record import record
from background.models import JobRecord, MailEvent, MailMessage
from background.queues.email.queue import EmailQueue
from tests.background.mail.conftest import Server, draft
from tests.background.worker import run_all

LETTER = Letter(subject="Hello Ada", text="Dear Ada", html="<p>Dear Ada</p>")


def _call(command: str, *arguments: str) -> Any:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return json.loads(out.getvalue())


def _exported(kind: str, key: str) -> list[dict[str, Any]]:
    mails: list[dict[str, Any]] = _call("jobs_export", kind, key)
    return mails


def _sent_mail(**changes: object) -> UUID:
    one = draft(**changes)
    messages.accept(one)
    messages.sent(one, LETTER, Accepted(provider="test", provider_id=str(one.id)))
    return one.id


def _told(provider_id: object, kind: str = "bounced") -> None:
    record(
        News(
            provider="test",
            event_id=f"{provider_id}{kind}",
            provider_id=str(provider_id),
            recipient="ada@example.org",
            type=kind,
            detail="550 no ada here",
            at=timezone.now(),
        )
    )


def _skeleton_of(mail_id: UUID) -> dict[str, Any]:
    return {**MailMessage.objects.filter(pk=mail_id).values(*NOTHING).get()}


NOTHING = {"recipient": "", "address": "", "user_id": "", "subject": "", "reason": "", "context": None, "body": None}


def test_all_mails_to_a_person_are_erased_and_their_states_stay(server: Server) -> None:
    mail = _sent_mail(user_id="7", recipient="Ada@example.org")
    bulk = _sent_mail(user_id="7", stream=MailStream.BULK, context={"name": "Ada"})
    other = _sent_mail(user_id="8")
    _told(mail)

    told = _call("jobs_forget", "user", "7", "--json")

    assert told["erased"]["mails"] == 2
    assert _skeleton_of(mail) == _skeleton_of(bulk) == NOTHING
    assert MailMessage.objects.get(pk=mail).state == MailState.BOUNCED
    assert list(MailEvent.objects.values_list("recipient", "detail")) == [("", "")]
    assert _skeleton_of(other)["subject"] == "Hello Ada"
    assert _exported("user", "7") == []


def test_what_a_provider_tells_later_says_nothing_of_the_forgotten(server: Server) -> None:
    mail = _sent_mail(user_id="7", recipient="Ada@example.org")
    _call("jobs_forget", "user", "7", "--json")

    _told(mail)

    assert MailMessage.objects.get(pk=mail).state == MailState.BOUNCED
    assert _skeleton_of(mail) == NOTHING
    assert list(MailEvent.objects.values_list("recipient", "detail")) == [("", "")]


def test_the_mail_of_a_job_about_somebody_goes_with_the_job(mailoutbox: list[Any], ada_id: str) -> None:
    handle = EmailQueue().add_password_changed_email_job(email="ada@example.org", customer_name="Ada", user_id=ada_id)
    run_all("email")
    (exported,) = _exported("user", ada_id)
    assert (exported["name"], exported["mails"]["recipient"]) == ("password-changed-email", "ada@example.org")
    assert "Ada" in exported["mails"]["text"]

    _call("jobs_forget", "user", ada_id, "--json")

    assert _skeleton_of(UUID(handle.id)) == NOTHING
    assert MailMessage.objects.get().state == MailState.SENT


def test_mails_to_an_address_are_handed_out_and_erased(server: Server) -> None:
    mail = _sent_mail(recipient="Ada@example.org")
    _told("nobody-knows-this-mail")
    (exported,) = _exported("email", "ADA@example.org")
    assert (exported["subject"], exported["text"], exported["id"]) == ("Hello Ada", "Dear Ada", str(mail))

    _call("jobs_forget", "email", "ADA@example.org", "--json")

    assert (_skeleton_of(mail), MailEvent.objects.count()) == (NOTHING, 0)


LONG_ADDRESS = f"ada@{'very-' * 11}long.{'very-' * 11}long.example.org"


@pytest.mark.parametrize(("word", "address"), [("keep", "ada@example.org"), ("cancel", "ada@example.org"), ("cancel", LONG_ADDRESS)])
def test_the_jobs_that_mail_an_address_are_forgotten_with_it(mailoutbox: list[Any], word: str, address: str) -> None:
    sent, waits = (EmailQueue().add_email_job(email=address, subject=name, body=f"<p>{name}</p>") for name in ("sent", "waits"))
    run_all("email", max_jobs=1)

    _call("jobs_forget", "email", address, "--waiting", word, "--json")
    run_all("email")
    Recorder().catch_up()
    list(forget_ended())

    jobs = JobRecord.objects.filter(id__in=[sent.id, waits.id])
    assert [job.payload for job in jobs] == ["null", "null"]
    assert [mail.subject for mail in mailoutbox] == (["sent", "waits"] if word == "keep" else ["sent"])
    assert _skeleton_of(UUID(sent.id)) == NOTHING
    assert _exported("email", address) == []


def test_a_mail_that_waits_needs_a_word(server: Server) -> None:
    one = draft(user_id="7")
    messages.accept(one)

    kept = _call("jobs_forget", "user", "7", "--waiting", "keep", "--json")
    assert (kept["still_prepared"], _skeleton_of(one.id)["recipient"]) == (1, "ada@example.org")
    _call("jobs_forget", "user", "7", "--waiting", "cancel", "--json")

    assert deliver(one, LETTER) == {"sent": False, "recipient": ""}
    assert (server.taken, MailMessage.objects.get().state, MailMessage.objects.get().recipient) == ([], MailState.FAILED, "")


def test_a_secret_is_not_handed_out(mailoutbox: list[Any], ada_id: str) -> None:
    EmailQueue().add_otp_email_job(email="ada@example.org", customer_name="Ada", otp=Secret("042137"), user_id=ada_id)
    run_all("email")

    assert "042137" not in json.dumps(_exported("user", ada_id))


@pytest.mark.django_db(transaction=True, databases=["default", "other"])
def test_jobs_that_another_database_remembers_are_erased_with_the_mails_to_an_address(server: Server, settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "DATABASES": ["default", "other"]}
    handle = EmailQueue().using(database="other").add_email_job(email="ada@example.org", subject="Hello", body="Dear Ada")
    run_all("email")
    Recorder().catch_up()
    kept = JobRecord.objects.using("other").filter(pk=handle.id)
    JobRecord.objects.using("other").update(result='{"recipient": "ada@example.org"}')

    exported = _exported("email", "ada@example.org")
    _call("jobs_forget", "email", "ada@example.org", "--json")

    assert [mail["subject"] for mail in exported] == ["Hello"]
    assert "ada@" not in str(kept.values().get())
