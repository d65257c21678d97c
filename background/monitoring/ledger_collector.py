"""What Prometheus is told of the ledger: what it occupies, and how far its search is behind. Cheap enough for every scrape."""

import logging
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from background.engine.ledger import ledger
from background.ledger.indexing import Indexing, indexing
from background.ledger.storage import TableUse, estimated, file_bytes

log = logging.getLogger("background.monitoring")


class LedgerCollector(Collector):
    """Without a ledger there is nothing to tell; while its database does not answer there is only `background_ledger_up 0`."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        if ledger() is None:
            return
        try:
            uses, size, words = estimated(), file_bytes(), indexing()
        except (DatabaseError, InterfaceError) as error:
            log.warning("ledger cannot be measured", extra={"error": str(error)[:200]})
            yield _up(0)
            return
        yield _up(1)
        yield from _of_tables(uses) if uses else ()
        if size is not None:
            yield GaugeMetricFamily("background_ledger_file_bytes", "Size of SQLite's file, with all that is in it.", value=size)
        yield from _of_words(words)


def _up(value: int) -> GaugeMetricFamily:
    return GaugeMetricFamily("background_ledger_up", "Whether the ledger's database answers.", value=value)


def _of_tables(uses: list[TableUse]) -> Iterator[GaugeMetricFamily]:
    rows = GaugeMetricFamily("background_ledger_rows", "Rows by table, as the database estimates them.", labels=["table"])
    size = GaugeMetricFamily("background_ledger_bytes", "Size by table, with its indexes.", labels=["table"])
    for use in uses:
        rows.add_metric([use.table], use.rows)
        size.add_metric([use.table], use.bytes or 0)
    yield from (rows, size)


def _of_words(words: Indexing) -> Iterator[GaugeMetricFamily]:
    pending, lag = "background_indexer_pending_jobs", "background_indexer_lag_seconds"
    yield GaugeMetricFamily(pending, "New jobs that words do not lead to yet; counted up to 10,000.", value=words.pending)
    yield GaugeMetricFamily(lag, "Age of the oldest of them.", value=words.lag_seconds)
