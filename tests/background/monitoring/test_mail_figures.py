"""Prometheus and the doctor are told how mail goes."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from background.constants import MailState
from background.engine.envelope import new_ids
from background.ledger.places import id_at, place_at
from background.mail import figures as counting
from background.mail import messages
from background.mail.bulk.recipient import Recipient
from background.mail.draft import Draft
from background.mail.newsletters import life
from background.models import MailMessage
from background.queues.email import newsletters
from background.queues.email.queue import EmailQueue
from tests.background.monitoring.test_doctor import told
from tests.background.monitoring.test_metrics import figures

pytestmark = pytest.mark.django_db(transaction=True)


def mails(number: int, state: MailState, *, age: timedelta = timedelta(0)) -> None:
    moment = timezone.now() - age
    first = id_at(place_at(moment)).int + int(new_ids(1)[0].replace("-", "")[-8:], 16)
    ids = [UUID(int=first + n) for n in range(number)]
    messages.accept_many([Draft(id=one, recipient="ada@example.org") for one in ids])
    sent_at = None if state in messages.OPEN else moment
    MailMessage.objects.filter(pk__in=ids).update(state=state, created_at=moment, sent_at=sent_at)


def test_prometheus_is_told_what_waits_and_what_became_of_the_last_hour(client: Client) -> None:
    mails(2, MailState.QUEUED, age=timedelta(hours=2))
    mails(3, MailState.DELIVERED)
    mails(1, MailState.BOUNCED)
    mails(1, MailState.BOUNCED, age=timedelta(hours=2))

    told_of = figures(client)

    assert told_of["background_mail_waiting{}"] == 2
    assert 7_200 <= told_of["background_mail_oldest_waiting_seconds{}"] < 7_260
    states = {state.value: told_of[f"background_mail_last_hour{{{state}}}"] for state in MailState}
    assert {state: number for state, number in states.items() if number} == {"delivered": 3, "bounced": 1}


def test_counting_ends_somewhere(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "COUNTED", 2)
    mails(5, MailState.DELIVERED)

    assert figures(client)["background_mail_last_hour{delivered}"] == 2


def test_a_database_that_does_not_answer_leaves_the_rest(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: timedelta) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("background.monitoring.mail_collector.mail_figures", fail)

    assert "background_mail_waiting{}" not in figures(client)
    assert figures(client)["background_up{}"] == 1


def test_mail_that_arrives_is_nothing_to_tell_of() -> None:
    mails(200, MailState.DELIVERED)
    mails(3, MailState.QUEUED)

    assert told("mail") == []


def test_mail_that_waits_for_long_is_an_error() -> None:
    mails(3, MailState.QUEUED, age=timedelta(hours=2))

    assert told("mail") == [("error", "3 mails to be sent, the oldest for more than an hour")]


def test_mail_that_is_not_to_go_yet_waits_for_nobody(client: Client) -> None:
    EmailQueue().add_reminder_email_job(email="ada@example.org", subject="Tomorrow", message="It is tomorrow.")
    newsletter = life.compose(subject="News", html="<p>News</p>")
    newsletters.send(newsletter, recipients=[Recipient(email="bob@example.org")])
    newsletters.pause(newsletter)

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert told("mail") == []
        assert figures(client)["background_mail_waiting{}"] == 0
    with time_machine.travel(timezone.now() + timedelta(hours=26)):
        assert told("mail") == [("error", "1 mail to be sent, the oldest for more than an hour")]


def test_a_newsletter_that_rests_hides_no_mail_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "LOOKED_AT", 1)
    newsletter = life.compose(subject="News", html="<p>News</p>")
    newsletters.send(newsletter, recipients=[Recipient(email="bob@example.org")])
    newsletters.pause(newsletter)
    EmailQueue().add_email_job(email="ada@example.org", subject="Hello", body="<p>Hello</p>")

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert told("mail") == [("error", "1 mail to be sent, the oldest for more than an hour")]


def test_mail_that_did_not_go_is_a_warning() -> None:
    mails(2, MailState.FAILED)
    mails(1, MailState.REJECTED)

    assert told("mail") == [
        ("warning", "2 mails of a day not sent, because their jobs were given up or called off"),
        ("warning", "1 mail of a day turned down by a server or provider"),
    ]


def test_a_reputation_in_danger_is_a_warning() -> None:
    mails(190, MailState.DELIVERED)
    mails(11, MailState.BOUNCED)

    assert told("mail") == [("warning", "5.5% of the mails of a day are bounced; beyond 5.0% providers stop taking mail")]
