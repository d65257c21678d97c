"""Enqueues numbered jobs, and notes outside the queue which were accepted."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from itertools import batched

from django.contrib.auth import get_user_model
from rest_framework.test import APIClient

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
    work = [Work(number=number, seconds=_seconds(batch, number)) for number in numbers]
    try:
        deed = _ask(kind, work) if batch.by_api else _give(kind, work)
    except QueueUnavailable:
        deed = Deed.REFUSED
    for number in numbers:
        note(deed, number)


def _give(kind: AnyJobType, work: Sequence[Work]) -> Deed:
    kind.enqueue_many(work)
    return Deed.ACCEPTED


def _ask(kind: AnyJobType, work: Sequence[Work]) -> Deed:
    """Through everything that a request goes through, but for the network."""
    answers = [_client().post("/api/v1/jobs/", {"name": kind.name, "data": asdict(each)}, format="json") for each in work]
    return Deed.ACCEPTED if {answer.status_code for answer in answers} <= {HTTPStatus.ACCEPTED} else Deed.REFUSED


@cache
def _client() -> APIClient:
    person, _ = get_user_model()._default_manager.get_or_create(email="faults@example.org", defaults={"is_superuser": True})
    client = APIClient(headers={"host": "localhost"})
    client.force_authenticate(person)
    return client


def _kind(batch: Batch, name: str) -> AnyJobType:
    kind = find(name)
    if batch.timeout:
        kind = kind.using(timeout=timedelta(seconds=batch.timeout))
    if batch.delay:
        kind = kind.using(run_after=timedelta(seconds=batch.delay))
    return kind


def _seconds(batch: Batch, number: int) -> float:
    return batch.long_seconds if batch.long_every and number % batch.long_every == 0 else batch.seconds
