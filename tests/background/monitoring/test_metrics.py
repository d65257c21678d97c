"""Prometheus is told what queues hold, how long jobs wait and how far the recorders are behind; strangers are told nothing."""

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from tests.background import jobs
from tests.background.jobs import remember
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scraped(client: Client) -> dict[str, float]:
    """Two jobs wait and one is dead: the figures, as `name{label,label}`."""
    remember.using(priority=5).enqueue(text="x")
    remember.enqueue(text="y")
    jobs.fail.using(max_attempts=1, priority=9).enqueue(text="z")
    run_all(max_jobs=1)
    text = client.get("/metrics").content.decode()
    families = text_string_to_metric_families(text)
    return {f"{sample.name}{{{','.join(sample.labels.values())}}}": sample.value for family in families for sample in family.samples}


def test_queues_tell_their_jobs_by_state(scraped: dict[str, float]) -> None:
    states = {state: scraped[f"background_queue_jobs{{default,{state}}}"] for state in ("waiting", "active", "dead")}

    assert states == {"waiting": 2, "active": 0, "dead": 1}
    assert 0 < scraped["background_queue_oldest_waiting_seconds{default}"] < 60
    assert scraped["background_queue_workers{default}"] == 0


def test_recorders_tell_that_there_are_none_and_what_waits(scraped: dict[str, float]) -> None:
    assert scraped["background_up{}"] == 1
    assert scraped["background_recorders{}"] == 0
    assert scraped["background_recorder_pending_events{}"] == 6
    assert scraped["background_recorder_lag_seconds{}"] > 0


def test_with_a_token_nobody_looks_without_it(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "hunter2"

    statuses = [client.get("/metrics", headers={"Authorization": words}).status_code for words in ("", "Bearer hunter", "Bearer hunter2")]

    assert statuses == [401, 401, 200]


@pytest.mark.parametrize(
    ("address", "forwarded", "status"), [("10.0.0.7", None, 200), ("8.8.8.8", None, 403), ("10.0.0.7", "8.8.8.8", 403)]
)
def test_without_a_token_only_the_private_network_looks(client: Client, address: str, forwarded: str | None, status: int) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert client.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == status


def test_without_redis_it_says_that_and_nothing_else(client: Client, settings: Settings) -> None:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, {"default": {"URL": "redis://127.0.0.1:1/0"}}

    text = client.get("/metrics").content.decode()

    settings.RQ_QUEUES = former
    assert "background_up 0.0" in text
    assert "background_queue" not in text
