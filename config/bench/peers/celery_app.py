"""The measured work in Celery: results and status are kept in Redis."""

import os

from celery import Celery

from config.bench.jobs import plain
from config.bench.producing import Producer

URL = os.environ["REDIS_URL"].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
app = Celery("bench", broker=URL, backend=URL)
app.conf.update(broker_connection_retry_on_startup=True, worker_hijack_root_logger=False)
noop = app.task(plain.noop, name="noop")


def one(work: str) -> None:
    noop.delay()


def many(work: str, jobs: int) -> None:
    with app.pool.acquire(block=True) as connection:
        for _ in range(jobs):
            noop.apply_async(connection=connection)


if __name__ == "__main__":
    Producer(one, many).main()
