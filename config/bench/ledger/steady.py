"""Enqueues at a steady rate, looks meanwhile how far the recorder is behind, and says so on stdout."""

import json
import sys
import time
from collections.abc import Iterator

import django

from background.rq_adapter.event_readers import lag_of
from config.bench.jobs.ours import Nothing, noop

EVERY = 0.02
LOOKS_EVERY = 2


def main(per_second: int, seconds: float) -> None:
    lags = []
    for number in _ticks(seconds):
        noop.enqueue_many([Nothing()] * round(per_second * EVERY))
        if number % LOOKS_EVERY == 0:
            lags.append(lag_of("ledger").seconds)
    print(json.dumps({"lags": lags}))


def _ticks(seconds: float) -> Iterator[int]:
    """A number every so often; one that comes late makes no later one later."""
    began = time.monotonic()
    for number in range(round(seconds / EVERY)):
        time.sleep(max(0.0, began + number * EVERY - time.monotonic()))
        yield number


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), float(sys.argv[2]))
