"""Enqueues numbered jobs, and notes outside the queue which were accepted."""

import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import batched

from background.engine.registry import AnyJobType, find
from background.exceptions import QueueUnavailable
from config.faults.jobs.work import Work
from config.faults.orders import Batch
from config.faults.witness import Deed, note

TOGETHER = 100


def produce(batch: Batch) -> None:
    end = time.monotonic() + batch.lasts
    numbers = range(batch.first, batch.first + batch.count)
    for together in batched(numbers, 1 if batch.pause else TOGETHER):
        if time.monotonic() >= end:
            return
        for turn, name in enumerate(batch.names):
            _enqueue(batch, _kind(batch, name), [number for number in together if number % len(batch.names) == turn])
        time.sleep(batch.pause)


def _enqueue(batch: Batch, kind: AnyJobType, numbers: Sequence[int]) -> None:
    """What Redis refuses is the caller's to try again; it was not accepted, so it cannot be lost."""
    try:
        kind.enqueue_many(Work(number=number, seconds=_seconds(batch, number)) for number in numbers)
    except QueueUnavailable:
        deed = Deed.REFUSED
    else:
        deed = Deed.ACCEPTED
    for number in numbers:
        note(deed, number)


def _kind(batch: Batch, name: str) -> AnyJobType:
    kind = find(name)
    if batch.timeout:
        kind = kind.using(timeout=timedelta(seconds=batch.timeout))
    if batch.delay:
        kind = kind.using(run_after=timedelta(seconds=batch.delay))
    return kind


def _seconds(batch: Batch, number: int) -> float:
    return batch.long_seconds if batch.long_every and number % batch.long_every == 0 else batch.seconds
