"""Suppressed addresses are found, added and taken away by those who may."""

import pytest
from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.test import Client

from background.constants import SuppressionReason
from background.mail.suppressions import suppress
from background.models import Suppression
from tests.background.admin.conftest import LogIn

LIST = "/admin/background/suppression/"
ADA = {"address": "Ada@Example.org", "reason": "manual", "detail": "asked by phone"}


def test_an_address_is_added_found_and_taken_away_and_the_log_says_so(postmaster: Client) -> None:
    suppress("bob@example.org", SuppressionReason.COMPLAINT)
    postmaster.post(f"{LIST}add/", ADA)
    found = postmaster.get(LIST, {"q": "ADA@"}).content.decode()
    row = Suppression.objects.get(address="ada@example.org")
    postmaster.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})

    assert "ada@example.org" in found
    assert "bob@example.org" not in found
    assert [entry.action_flag for entry in LogEntry.objects.order_by("id")] == [ADDITION, DELETION]
    assert Suppression.objects.get().address == "bob@example.org"


@pytest.mark.parametrize("asked", ["zoe@xn--bcher-kva.example", "@XN--bcher-kva.example", "xn--bcher-kva.example", "BÜCHER", "zoe@", "zoe"])
def test_an_address_is_found_by_a_part_in_either_spelling(postmaster: Client, asked: str) -> None:
    for address in ("zoe@bücher.example", "ada@example.org"):
        suppress(address, SuppressionReason.MANUAL)

    found = postmaster.get(LIST, {"q": asked}).content.decode()

    assert "zoe@bücher.example" in found
    assert "ada@example.org" not in found


@pytest.mark.parametrize("address", ["nobody", "a@example.org, b@example.org", ""])
def test_what_is_no_address_is_refused(postmaster: Client, address: str) -> None:
    answer = postmaster.post(f"{LIST}add/", {**ADA, "address": address})

    assert answer.status_code == 200
    assert not Suppression.objects.exists()


def test_the_same_reason_twice_is_refused_kindly(postmaster: Client) -> None:
    for _ in range(2):
        answer = postmaster.post(f"{LIST}add/", ADA)

    assert answer.status_code == 200
    assert Suppression.objects.count() == 1


def test_who_may_only_look_changes_nothing(log_in: LogIn) -> None:
    suppress("ada@example.org", SuppressionReason.MANUAL)
    viewer, pk = log_in("view_mail"), Suppression.objects.get().pk

    assert "ada@example.org" in viewer.get(LIST).content.decode()
    assert viewer.get(f"{LIST}{pk}/change/").status_code == 200
    assert viewer.post(f"{LIST}add/", ADA).status_code == 403
    assert viewer.post(f"{LIST}{pk}/delete/", {"post": "yes"}).status_code == 403


def test_without_the_right_nothing_is_shown(log_in: LogIn) -> None:
    assert log_in().get(LIST).status_code == 403


@pytest.mark.parametrize("ticked", ["nobody", "", "\0", "1\0", "1.5"])
def test_what_is_no_id_is_named_and_nothing_goes(postmaster: Client, ticked: str) -> None:
    suppress("ada@example.org", SuppressionReason.MANUAL)
    known = str(Suppression.objects.get().pk)

    form = {"action": "delete_selected", "_selected_action": [known, ticked], "post": "yes"}
    page = postmaster.post(LIST, form, follow=True).content.decode()

    assert "is no id. Nothing has been changed" in page
    assert Suppression.objects.count() == 1
