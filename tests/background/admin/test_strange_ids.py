"""What no page would have ticked is no id, whichever list it is posted to: nobody gets a 500, and nothing is changed."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from background.admin.orders import ORDERS
from background.jobs import batch
from background.models import Suppression
from tests.background.admin.places import place
from tests.background.jobs import remember

pytestmark = pytest.mark.django_db(transaction=True)

STRANGE = ["9" * 30, "-" + "9" * 30, "9" * 5000, "nobody", "1e400", "0x1", "٣", "\0", "a\0b", "", " ", "1 OR 1=1", "x" * 10_000]


@pytest.fixture
def boss() -> User:
    return User.objects.create_superuser(email="boss@example.org", password="pass phrase", name="Boss")


@pytest.fixture
def as_boss(boss: User) -> Client:
    client = Client()
    client.force_login(boss)
    return client


def actions_of(model: type[models.Model], boss: User) -> list[str]:
    request = RequestFactory().get("/")
    request.user = boss
    return list(admin.site.get_model_admin(model).get_actions(request))


@pytest.mark.parametrize("strange", STRANGE, ids=lambda text: ascii(text[:20]))
def test_every_action_of_every_list_survives_it(as_boss: Client, boss: User, strange: str) -> None:
    Group.objects.create(name="kept")
    Suppression.objects.create(address="kept@example.org", reason="manual", since=timezone.now())
    tried = 0

    for model in admin.site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for action in actions_of(model, boss):
            for confirmed in ({}, {"post": "yes"}):
                answer = as_boss.post(url, {"action": action, "_selected_action": strange, "select_across": "0", **confirmed})
                assert answer.status_code in {200, 302}, (model, action)
                tried += 1

    assert tried > 8
    assert (Group.objects.count(), Suppression.objects.count(), User.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("strange", STRANGE, ids=lambda text: ascii(text[:20]))
def test_every_order_about_jobs_survives_it(as_boss: Client, strange: str) -> None:
    ticked = {"_selected_action": strange, "job_ids": strange, "job": strange}

    for url in (place("actions", ""), place("confirm_action", ""), reverse("admin:background_jobrecord_orders")):
        for action in (*ORDERS, "cancel", "retry", strange):
            answer = as_boss.post(url, ticked | {"action": action})
            assert answer.status_code in {200, 302}, (url, action)


def test_a_reason_that_no_database_takes_is_no_harm(as_boss: Client) -> None:
    job = remember.enqueue(text="x").id

    answer = as_boss.post(reverse("admin:background_jobrecord_orders"), {"job": job, "action": "cancel", "reason": "a\0b"})

    assert answer.status_code == 302


def test_a_batch_is_called_off_for_such_a_reason_too(as_boss: Client) -> None:
    with batch("strange") as made:
        made.add_many([remember.prepared(text="x")])

    answer = as_boss.post(reverse("admin:background_jobbatch_cancel", args=[made.id]), {"reason": "a\0b"})

    assert answer.status_code == 302
