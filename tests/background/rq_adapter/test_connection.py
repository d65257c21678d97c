"""Everybody means the same database of Redis: producers, pages and RQ itself; who serves a page waits less for it than a worker."""

from pathlib import Path

import django_rq
import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from background.rq_adapter.connection import PATIENT_SECONDS, connection
from background.rq_adapter.event_stream import LONGEST_WAIT
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


@pytest.fixture
def _nobody_there(settings: Settings, tmp_path: Path) -> None:
    settings.RQ_QUEUES = {"default": {"URL": f"unix://{tmp_path}/nobody.sock"}}


@pytest.mark.usefixtures("_nobody_there")
def test_who_asked_for_a_page_waits_three_seconds_for_a_redis_that_hangs() -> None:
    assert LONGEST_WAIT < seconds_to_an_answer() <= 3 < PATIENT_SECONDS


@pytest.mark.usefixtures("_nobody_there")
@pytest.mark.parametrize("command", [["rqworker"], ["rqworker-pool"], ["rqscheduler"], ["jobs_ledger", "--once"]], ids=str)
def test_a_process_in_front_of_which_nobody_sits_waits_longer(command: list[str]) -> None:
    with pytest.raises(CommandError, match="Redis does not answer"):
        call_command(*command)

    assert seconds_to_an_answer() == PATIENT_SECONDS


def seconds_to_an_answer() -> float:
    seconds: float = connection().connection_pool.connection_kwargs["socket_timeout"]
    return seconds
