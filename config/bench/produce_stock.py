"""Enqueues the measured jobs as RQ's documentation shows: with its own queue, serializer and pipeline."""

import os

from redis import Redis
from rq import Queue

from config.bench.jobs.plain import noop, sleeper
from config.bench.producing import Producer

WORK = {"noop": noop, "sleeper": sleeper}


def producer() -> Producer:
    queue = Queue("default", connection=Redis.from_url(os.environ["REDIS_URL"]))
    return Producer(
        one=lambda work: queue.enqueue(WORK[work]),
        many=lambda work, jobs: queue.enqueue_many([Queue.prepare_data(WORK[work]) for _ in range(jobs)]),
    )


if __name__ == "__main__":
    producer().main()
