"""No order is given in a transaction, with which its entry would be rolled back."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction

from accounts.models import User
from background.orders.jobs import Order
from background.orders.orderer import Orderer
from background.rq_adapter.changes import Changes

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def committed_by_hand() -> Iterator[None]:
    transaction.set_autocommit(False)
    try:
        yield
    finally:
        transaction.rollback()
        transaction.set_autocommit(True)


@pytest.mark.parametrize("around", [transaction.atomic, committed_by_hand])
def test_an_order_that_could_lose_its_entry_is_not_carried_out(around: Callable[[], transaction.Atomic]) -> None:
    ada, burnt = User.objects.create_user("ada@example.org", "pass phrase", name="Ada"), list[str]()

    def burn(_: str, job_ids: Sequence[str]) -> Changes:
        burnt.extend(job_ids)
        return Changes(changed=[*job_ids])

    order = Order(verb="burn", done="burnt", flag=CHANGE, act=burn)

    with (
        pytest.raises(transaction.TransactionManagementError, match=r"database 'default': give it outside of transaction\.atomic"),
        around(),
    ):
        order.carry_out("default", ["a"], by=Orderer.person(ada))

    assert (burnt, LogEntry.objects.count()) == ([], 0)
