"""What an entry says while an order is carried out, and afterwards."""

from collections.abc import Sequence

import pytest
from django.contrib.admin.models import CHANGE, LogEntry

from accounts.models import User
from background.exceptions import QueueUnavailable
from background.orders.jobs import NAMED_AT_MOST, Order
from background.orders.orderer import Orderer
from background.rq_adapter.changes import Changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada@example.org", "pass phrase", name="Ada")


def told() -> list[tuple[str, str, str]]:
    return [(str(entry.object_id), entry.object_repr, entry.change_message) for entry in LogEntry.objects.all()]


def test_it_is_there_while_the_order_is_carried_out_and_then_names_what_was_changed(ada: User) -> None:
    meanwhile: list[tuple[str, str, str]] = []

    def act(_: str, job_ids: Sequence[str]) -> Changes:
        meanwhile.extend(told())
        return Changes(changed=["a"], refused={"b": "started"})

    Order(verb="burn", done="burnt", flag=CHANGE, act=act).carry_out("default", ["a", "b"], by=Orderer.person(ada))

    assert meanwhile == [("default", "2 jobs of queue default", "Burn 2 jobs of queue default: a, b. What came of it is not known.")]
    assert told() == [("a", "1 job of queue default", "Burnt 1 job of queue default: a")]


@pytest.mark.parametrize("job_ids", [["a"], []])
def test_there_is_none_of_an_order_that_changed_nothing(ada: User, job_ids: list[str]) -> None:
    refused = Changes(refused=dict.fromkeys(job_ids, "started"))

    order: Order[str] = Order(verb="burn", done="burnt", flag=CHANGE, act=lambda *_: refused)

    assert (order.carry_out("default", job_ids, by=Orderer.person(ada)), told()) == (refused, [])


def test_it_stays_where_redis_goes_away_half_way(ada: User) -> None:
    def act(*_: object) -> Changes:
        raise QueueUnavailable("Redis does not answer")

    order: Order[str] = Order(verb="burn", done="burnt", flag=CHANGE, act=act)

    with pytest.raises(QueueUnavailable):
        order.carry_out("default", ["a\0"], by=Orderer.person(ada))

    assert told() == [(r"'a\x00'", "1 job of queue default", r"Burn 1 job of queue default: 'a\x00'. What came of it is not known.")]


def test_of_very_many_jobs_it_names_some_and_gives_the_number(ada: User) -> None:
    job_ids = [str(number) for number in range(NAMED_AT_MOST + 1500)]
    order: Order[str] = Order(verb="burn", done="burnt", flag=CHANGE, act=lambda _, ids: Changes(changed=[*ids]))

    order.carry_out("default", job_ids, by=Orderer.person(ada))

    ((_, name, message),) = told()
    assert name == "2,500 jobs of queue default"
    assert message.startswith("Burnt 2,500 jobs of queue default: 0, 1, 2, ")
    assert message.endswith(" 999 and 1,500 more")
