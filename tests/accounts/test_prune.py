"""What nobody needs of guesses and log-ins goes in the nights, a few at a time."""

import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from accounts.models import EmailCode, LoginLimit, Purpose, User
from accounts.prune import SPENT
from background.ledger import prune_beside

guesses, logins = SPENT


def _limit(account: str, forget_at: datetime) -> None:
    LoginLimit.objects.create(account=account, open_at=forget_at, forget_at=forget_at)


def _code(user: User, created_at: datetime, expires_at: datetime) -> EmailCode:
    return EmailCode.objects.create(user=user, purpose=Purpose.VERIFY, digest="x", created_at=created_at, expires_at=expires_at)


@pytest.fixture
def _rows(ada: User) -> None:
    now, hour = timezone.now(), timedelta(hours=1)
    for number in range(3):
        _limit(f"old{number}", now - hour)
        _code(ada, now - 25 * hour, now - 24 * hour)
    _limit("young", now + hour)
    _code(ada, now - 23 * hour, now - 22 * hour)
    _code(ada, now - 25 * hour, now + hour)


@pytest.mark.usefixtures("_rows")
def test_what_counts_still_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune_beside, "TOGETHER", 2)

    assert guesses.overdue() == 6
    assert list(guesses.prune(rest=lambda _: None)) == [2, 1, 2, 1]
    assert (LoginLimit.objects.get().account, EmailCode.objects.count()) == ("young", 2)


@pytest.mark.usefixtures("_rows")
def test_it_ends_when_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune_beside, "TOGETHER", 2)

    assert list(guesses.prune(rest=lambda _: True)) == [2]


@pytest.mark.usefixtures("_rows")
def test_who_guesses_again_meanwhile_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    delete = QuerySet.delete

    def late(rows: QuerySet[LoginLimit]) -> tuple[int, dict[str, int]]:
        LoginLimit.objects.filter(account="old0").update(forget_at=timezone.now() + timedelta(hours=1))
        return delete(rows)

    monkeypatch.setattr(QuerySet, "delete", late)

    assert sum(guesses.prune(rest=lambda _: None)) == 5
    assert set(LoginLimit.objects.values_list("account", flat=True)) == {"old0", "young"}


@pytest.mark.usefixtures("_rows")
def test_the_command_that_prunes_does_it() -> None:
    out = StringIO()
    call_command("jobs_prune", "--json", stdout=out)

    assert json.loads(out.getvalue())["guesses"] == 6
    assert guesses.overdue() == 0


def test_expired_tokens_and_sessions_go(ada: User) -> None:
    valid, _, endless = (AuthToken.objects.create(user=ada, expiry=expiry)[0] for expiry in (timedelta(hours=1), timedelta(hours=-1), None))
    browser, old_browser = Client(), Client()
    for each in (browser, old_browser):
        each.force_login(ada)
    Session.objects.filter(pk=old_browser.session.session_key).update(expire_date=timezone.now() - timedelta(days=1))

    assert logins.overdue() == 2
    assert list(logins.prune(rest=lambda _: None)) == [1, 1]
    assert set(AuthToken.objects.values_list("pk", flat=True)) == {valid.pk, endless.pk}
    assert Session.objects.get().pk == browser.session.session_key
