"""Staff with the right to it see who there is, and that they looked is told, whether Redis is there or not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django.fixtures import Settings
from redis import Redis

from accounts.models import User
from background.constants import JobName
from background.models import JobRecord
from tests.accounts.conftest import PASSWORD
from tests.no_redis import NOBODY

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
NOBODY_ID = "0" * 32


@pytest.fixture
def staff(client: Client) -> User:
    """Who may see people, and is logged in."""
    user = User.objects.create_user("staff@example.org", PASSWORD, name="Staff", is_staff=True, is_verified=True)
    user.user_permissions.add(Permission.objects.get(codename="view_user"))
    client.force_login(user)
    return user


def people(client: Client, **query: str | int) -> Any:
    return client.get("/api/v1/users/", query)


def make(number: int) -> list[str]:
    """So many people, two of them at every moment; their addresses, oldest first."""
    made = [User.objects.create_user(f"p{n}@example.org", name=f"P{n}") for n in range(number)]
    for n, user in enumerate(made):
        User.objects.filter(pk=user.pk).update(created_at=NOON + timedelta(minutes=n // 2))
    return list(User.objects.order_by("created_at", "id").values_list("email", flat=True))


def test_the_newest_come_first_and_no_more_is_shown_than_must_be(client: Client, staff: User) -> None:
    make(3)

    answer = people(client).json()

    assert [person["email"] for person in answer["results"]][:1] == [staff.email]
    assert set(answer["results"][0]) == {"id", "email", "name", "is_verified", "locale", "created_at"}
    assert (answer["next"], answer["previous"]) == (None, None)


def test_all_are_found_once_whichever_way_one_pages(client: Client, staff: User) -> None:
    everyone = make(7)
    downwards, upwards, url = list[str](), list[str](), "/api/v1/users/?limit=3"

    while url:
        page = client.get(url).json()
        downwards += [person["email"] for person in page["results"]]
        last, url = page, page["next"]
    while last["previous"]:
        last = client.get(last["previous"]).json()
        upwards = [person["email"] for person in last["results"]] + upwards

    assert downwards == everyone[::-1]
    assert upwards == downwards[:6]


def test_pages_do_not_shift_when_somebody_registers(client: Client, staff: User) -> None:
    everyone = make(5)
    first = people(client, limit=2)

    User.objects.create_user("new@example.org")

    second = client.get(first.json()["next"]).json()
    assert [person["email"] for person in second["results"]] == everyone[::-1][2:4]
    assert 'rel="next"' in first["Link"]


@pytest.mark.parametrize(
    "query",
    [
        *({"cursor": cursor} for cursor in ("x", "o", "o2026/7", f"o2026-01-01/{NOBODY_ID}")),
        *({"cursor": f"o{moment}/{NOBODY_ID}"} for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")),
        *({"limit": 0}, {"limit": 101}, {"page": 2}),
    ],
)
def test_a_bad_question_is_a_400(client: Client, staff: User, query: dict[str, str | int]) -> None:
    assert people(client, **query).json()["code"] == "invalid"


def test_who_has_no_right_to_it_sees_nobody(client: Client, ada: User) -> None:
    assert people(client).status_code == 401

    User.objects.filter(pk=ada.pk).update(is_staff=True)
    client.force_login(ada)

    assert people(client).status_code == 403
    assert not JobRecord.objects.exists()


def test_that_somebody_looked_is_told_by_one_job(client: Client, staff: User, redis: Redis) -> None:
    people(client)

    (job,) = JobRecord.objects.all()
    assert (job.name, job.queue, job.owner) == (JobName.SEND_NOTIFICATION, "notification", str(staff.pk))
    assert redis.llen("rq:queue:notification") == 1


def test_the_list_is_there_while_redis_is_away(client: Client, staff: User, settings: Settings) -> None:
    settings.RQ_QUEUES = NOBODY

    answer = people(client)

    assert (answer.status_code, len(answer.json()["results"])) == (200, 1)
    assert JobRecord.objects.get().name == JobName.SEND_NOTIFICATION
