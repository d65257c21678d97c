"""Prometheus is told what queues hold, how long jobs wait and how far the recorders are behind; strangers are told nothing."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings
from redis import Redis

from background.engine.ledger import install_ledger, ledger
from background.ledger.indexer import Indexer
from background.models import JobRecord
from tests.background import jobs
from tests.background.jobs import Note, remember
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scraped(client: Client) -> dict[str, float]:
    """Two jobs wait and one is dead: the figures, as `name{label,label}`."""
    remember.using(priority=5).enqueue(text="x")
    remember.enqueue(text="y")
    jobs.fail.using(max_attempts=1, priority=9).enqueue(text="z")
    run_all(max_jobs=1)
    return figures(client)


def figures(client: Client) -> dict[str, float]:
    families = text_string_to_metric_families(client.get("/metrics").content.decode())
    return {f"{sample.name}{{{','.join(sample.labels.values())}}}": sample.value for family in families for sample in family.samples}


def test_queues_tell_their_jobs_by_state(scraped: dict[str, float]) -> None:
    states = {state: scraped[f"background_queue_jobs{{default,{state}}}"] for state in ("waiting", "active", "dead")}

    assert states == {"waiting": 2, "active": 0, "dead": 1}
    assert 0 < scraped["background_queue_oldest_waiting_seconds{default}"] < 60
    assert scraped["background_queue_workers{default}"] == 0


def test_recorders_tell_that_there_are_none_and_what_waits(scraped: dict[str, float]) -> None:
    assert scraped["background_up{}"] == 1
    assert scraped["background_recorders{}"] == 0
    assert scraped["background_recorder_pending_entries{}"] == 5
    assert scraped["background_recorder_lag_seconds{}"] > 0


def test_the_search_tells_how_far_it_is_behind(client: Client) -> None:
    remember.enqueue(text="x")
    Indexer().catch_up()
    known = figures(client)
    remember.enqueue(text="y")
    remember.enqueue(text="z")
    JobRecord.objects.update(created_at=timezone.now() - timedelta(minutes=1))

    behind = figures(client)

    assert (known["background_indexer_pending_jobs{}"], known["background_indexer_lag_seconds{}"]) == (0, 0)
    assert behind["background_indexer_pending_jobs{}"] == 2
    assert 60 <= behind["background_indexer_lag_seconds{}"] < 120


def test_before_any_word_is_known_all_jobs_are_behind(client: Client) -> None:
    remember.enqueue(text="x")

    assert figures(client)["background_indexer_pending_jobs{}"] == 1


def test_the_ledger_tells_what_it_occupies_and_counts_no_rows(client: Client) -> None:
    remember.enqueue_many(Note() for _ in range(30))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE background_jobrecord")

    with CaptureQueriesContext(connection) as queries:
        told = figures(client)

    assert told["background_ledger_up{}"] == 1
    if connection.vendor == "postgresql":
        assert told["background_ledger_rows{background_jobrecord}"] == 30
        assert told["background_ledger_bytes{background_jobrecord}"] > 8192
    else:
        assert told["background_ledger_file_bytes{}"] > 8192
        assert not any("background_ledger_rows" in name for name in told)
    assert not any("dbstat" in query["sql"] or 'COUNT(*) FROM "' in query["sql"] for query in queries)


def test_without_a_ledger_nothing_is_told_of_one(client: Client) -> None:
    book = ledger()
    install_ledger(None)

    told = figures(client)

    install_ledger(book)
    assert "background_up{}" in told
    assert not any("ledger" in name or "indexer" in name for name in told)


def test_without_its_database_the_ledger_says_that_and_nothing_else(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr("background.monitoring.ledger_collector.estimated", away)

    told = figures(client)

    assert (told["background_up{}"], told["background_ledger_up{}"]) == (1, 0)
    assert not any("indexer" in name for name in told)


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


def test_where_redis_holds_what_cannot_be_read_it_says_that_and_nothing_else(client: Client, redis: Redis) -> None:
    redis.set("rq:queues", "nonsense")

    text = client.get("/metrics").text

    assert "background_up 0.0" in text
    assert "background_queue_jobs" not in text


def test_without_redis_it_says_that_and_nothing_else(client: Client, settings: Settings) -> None:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, {"default": {"URL": "redis://127.0.0.1:1/0"}}

    text = client.get("/metrics").content.decode()

    settings.RQ_QUEUES = former
    assert "background_up 0.0" in text
    assert "background_queue" not in text
