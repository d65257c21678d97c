"""Mails of long ago are forgotten, with what was told of them, and nothing else."""

import json
import threading
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from background.constants import MailState
from background.ledger import nightly, prune_beside
from background.ledger.nightly import prune_if_due
from background.ledger.places import id_at, place_at
from background.mail import messages
from background.mail.prune import OldMails
from background.models import MailEvent, MailMessage, NightlyTask
from tests.background.mail.conftest import draft


def mails(number: int, *, days_ago: float = 0, state: MailState = MailState.DELIVERED) -> list[UUID]:
    """Mails of that time, with an event each."""
    first = id_at(place_at(timezone.now() - timedelta(days=days_ago))).int
    ids = [UUID(int=first + n) for n in range(number)]
    messages.accept_many([draft(id=one) for one in ids])
    sent_at = None if state in messages.OPEN else timezone.now()
    MailMessage.objects.filter(pk__in=ids).update(state=state, sent_at=sent_at)
    MailEvent.objects.bulk_create(MailEvent(mail_id=one, provider="x", event_id=str(one), type="opened", at=timezone.now()) for one in ids)
    return ids


def kept() -> set[UUID]:
    assert set(MailEvent.objects.values_list("mail_id", flat=True)) == set(MailMessage.objects.values_list("id", flat=True))
    return set(MailMessage.objects.values_list("id", flat=True))


def prune_all() -> int:
    return sum(OldMails().prune(rest=lambda _: None))


def test_what_is_old_goes_with_its_events(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_MAIL_DAYS": 10}
    mails(3, days_ago=10.1)
    young = mails(2, days_ago=9.9)

    assert (prune_all(), kept()) == (3, set(young))


def test_all_but_the_newest_go(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_MAILS": 2}
    mails(3, days_ago=3)
    young = mails(2, days_ago=1)

    assert (OldMails().overdue(), prune_all(), kept()) == (3, 3, set(young))


def test_what_is_to_be_sent_yet_stays(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_MAIL_DAYS": 1, "KEEP_MAILS": 1}
    waits = mails(1, days_ago=30, state=MailState.QUEUED) + mails(1, days_ago=20, state=MailState.DEFERRED)
    MailMessage.objects.filter(state=MailState.DEFERRED).update(sent_at=None)
    young = mails(1)

    assert (prune_all(), kept()) == (0, {*waits, *young})


def test_nothing_is_forgotten_without_bounds(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_MAIL_DAYS": 0, "KEEP_MAILS": 0}
    old = mails(1, days_ago=5_000)

    assert (prune_all(), kept()) == (0, set(old))


def test_many_go_a_few_at_a_time_and_stop_when_asked(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_MAIL_DAYS": 1}
    monkeypatch.setattr(prune_beside, "TOGETHER", 2)
    mails(5, days_ago=2)

    assert list(OldMails().prune(rest=lambda _: True)) == [2]
    assert list(OldMails().prune(rest=lambda _: None)) == [2, 1]


def test_what_was_told_of_mails_that_nobody_knows_goes_too(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_MAIL_DAYS": 10}
    monkeypatch.setattr(prune_beside, "TOGETHER", 2)
    for days in (9, 11, 12, 13):
        MailEvent.objects.create(provider="x", event_id=str(days), type="bounced", at=timezone.now() - timedelta(days=days))

    pieces = OldMails().prune(rest=lambda _: None)
    left = [(number, MailEvent.objects.count()) for number in pieces]

    assert left == [(0, 2), (0, 1)]
    assert MailEvent.objects.get().event_id == "9"


def test_the_night_and_the_command_do_it(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_MAIL_DAYS": 10}
    mails(2, days_ago=11)

    def said(*arguments: str) -> Any:
        out = StringIO()
        call_command("jobs_prune", "--json", *arguments, stdout=out)
        return json.loads(out.getvalue())["mails"]

    assert said("--dry-run") == 2
    NightlyTask.objects.create(name=nightly.TASK, night=timezone.now() - timedelta(days=2))
    prune_if_due(threading.Event())
    assert (said("--dry-run"), MailMessage.objects.count()) == (0, 0)
    mails(1, days_ago=11)
    assert (said(), MailMessage.objects.count()) == (1, 0)
