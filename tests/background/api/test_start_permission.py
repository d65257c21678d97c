"""A job that does what takes a right elsewhere takes it here, too."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from rest_framework.test import APIClient

from accounts.models import User
from background.checks import every_permission_can_be_given
from background.engine import registry
from background.engine.declare import JobQueue
from background.engine.job import Job
from background.exceptions import OptionInvalid
from background.models import JobRecord, MailMessage
from tests.background.api.conftest import client_of, person
from tests.background.jobs import Note

JOBS = "/api/v1/jobs/"
HELLO = {"email": "ada@example.org", "subject": "Hello", "body": "<p>Hello</p>"}
MAIL = [job.name for job in registry.declared() if job.queue == "email" and job.rules.over_http]


def start(client: APIClient, name: str, data: dict[str, Any]) -> Any:
    return client.post(JOBS, {"name": name, "data": data}, headers={"Idempotency-Key": "k"})


@pytest.mark.parametrize("name", MAIL)
def test_who_may_start_jobs_may_not_mail_by_them(as_operator: APIClient, name: str) -> None:
    answer = start(as_operator, name, HELLO)

    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert answer.json()["detail"] == f"to start {name!r} takes the permission background.operate_mail, besides background.operate_jobs"
    assert (JobRecord.objects.count(), MailMessage.objects.count()) == (0, 0)


@pytest.mark.parametrize(("rights", "status"), [(("operate_mail",), 403), (("operate_jobs", "operate_mail"), 202)])
def test_both_rights_are_needed_together(rights: tuple[str, ...], status: int) -> None:
    assert start(client_of(person("postmaster", *rights)), "send-email", HELLO).status_code == status


def test_a_refusal_leaves_the_key_free_for_when_the_right_is_given() -> None:
    user = person("operator", "operate_jobs")
    refused = start(client_of(user), "send-email", HELLO)
    user.user_permissions.add(Permission.objects.get(codename="operate_mail"))

    assert (refused.status_code, start(client_of(User.objects.get(pk=user.pk)), "send-email", HELLO).status_code) == (403, 202)


@pytest.mark.parametrize(("rights", "is_offered"), [((), False), (("operate_mail",), True)])
def test_what_a_person_may_not_start_is_not_offered(rights: tuple[str, ...], is_offered: bool) -> None:
    client = client_of(person("somebody", "operate_jobs", *rights))

    answer = start(client, "nothing-such", {})

    offered = answer.json()["errors"][0]["detail"].partition("; known are ")[2].split(", ")
    assert ("send-email" in offered, "unreliable-operation" in offered) == (is_offered, True)


@pytest.fixture
def forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test declares is gone after it."""
    monkeypatch.setattr(registry, "_jobs", dict(registry._jobs))


def declare(queue: JobQueue, **rules: Any) -> str:
    @queue.job("test-permission", Note, **rules)
    def handler(job: Job[Note]) -> None: ...

    return handler.rules.permission


def test_a_job_names_its_own_or_has_that_of_its_queue(forgets: None) -> None:
    queue = JobQueue("default", permission="shop.view_order")

    assert declare(queue) == "shop.view_order"
    assert declare(queue, permission="shop.refund_order") == "shop.refund_order"
    assert declare(queue, permission="") == ""


@pytest.mark.parametrize("permission", ["refund_order", "shop.", "shop refund", ".x", "a.b.c", None])
def test_what_is_no_permission_is_refused(permission: Any) -> None:
    with pytest.raises(OptionInvalid, match="permission is"):
        JobQueue("default", permission=permission)
    with pytest.raises(OptionInvalid, match="permission is"):
        declare(JobQueue("default"), permission=permission)


def test_a_permission_that_nobody_can_have_is_warned_of(forgets: None) -> None:
    assert every_permission_can_be_given(None) == []
    declare(JobQueue("default"), permission="background.operate_mails")

    (warning,) = every_permission_can_be_given(None)

    assert (warning.id, "'background.operate_mails', which no model has" in warning.msg) == ("background.W003", True)
