"""Asks Redis the same of many, some hundreds to a round trip: more would only make the next client wait."""

from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from typing import Any

from redis.client import Pipeline

from background.rq_adapter.connection import connection, reachable

ASKED_TOGETHER = 500


def asked_of_each[T](items: Iterable[T], ask: Callable[[Pipeline, T], object]) -> Iterator[tuple[T, Any]]:
    """Each item with the answer to the one command that `ask` gives the pipeline for it; one that failed has its error for an answer.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    for batch in batched(items, ASKED_TOGETHER):
        with reachable():
            pipeline = connection().pipeline(transaction=False)
            for item in batch:
                ask(pipeline, item)
            answers = pipeline.execute(raise_on_error=False)
        yield from zip(batch, answers, strict=True)
