"""What Prometheus is told of queues, workers and recorders, asked anew for every scrape."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from background.exceptions import QueueUnavailable, UnreadableData
from background.monitoring.queues import QueueFigures, queue_figures
from background.monitoring.recording import Recording, recording


class QueueCollector(Collector):
    """While Redis does not answer, or what it says cannot be read, there is only `background_up 0`: no figure is better than an old one."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            queues, recorders = queue_figures(), recording()
        except (QueueUnavailable, UnreadableData):
            yield _up(0)
            return
        yield _up(1)
        yield from _of_queues(queues)
        yield from _of_recorders(recorders)


def _up(value: int) -> GaugeMetricFamily:
    return GaugeMetricFamily("background_up", "Whether Redis answers, and what it says can be read.", value=value)


def _of_queues(queues: list[QueueFigures]) -> Iterator[GaugeMetricFamily]:
    jobs = GaugeMetricFamily("background_queue_jobs", "Jobs by queue and state.", labels=["queue", "state"])
    oldest = GaugeMetricFamily("background_queue_oldest_waiting_seconds", "How long the next job has waited.", labels=["queue"])
    workers = GaugeMetricFamily("background_queue_workers", "Workers that live and serve the queue.", labels=["queue"])
    for queue in queues:
        for state in ("waiting", "active", "delayed", "completed", "dead"):
            jobs.add_metric([queue.name, state], getattr(queue, state))
        oldest.add_metric([queue.name], queue.oldest_waiting_seconds)
        workers.add_metric([queue.name], queue.workers)
    yield from (jobs, oldest, workers)


def _of_recorders(found: Recording) -> Iterator[GaugeMetricFamily]:
    yield GaugeMetricFamily("background_recorders", "Processes that write down what happens.", value=len(found.recorders))
    yield GaugeMetricFamily("background_recorder_lag_seconds", "Age of the oldest event not written down.", value=found.lag_seconds)
    if found.entries is not None:
        yield GaugeMetricFamily("background_recorder_pending_entries", "Entries of events not written down.", value=found.entries)
