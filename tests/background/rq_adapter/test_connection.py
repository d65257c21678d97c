"""Everybody means the same database of Redis: producers, pages and RQ itself."""

import django_rq
import pytest
from pytest_django import Settings

from background.rq_adapter.connection import connection
from background.rq_adapter.onlooker import onlooking


@pytest.mark.parametrize(
    ("queue", "database"), [({"URL": "redis://near", "DB": 2}, 2), ({"URL": "redis://near/1", "DB": 2}, 1), ({"URL": "redis://near/3"}, 3)]
)
def test_a_database_that_is_given_beside_the_url_is_that_of_all(queue: dict[str, object], database: int, settings: Settings) -> None:
    settings.RQ_QUEUES = {"default": queue}

    with onlooking():
        clients = [connection(), django_rq.connection_utils.get_redis_connection(queue)]
    clients.append(django_rq.connection_utils.get_redis_connection(queue))

    assert [client.connection_pool.connection_kwargs.get("db") for client in clients] == [database] * 3
