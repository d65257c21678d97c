"""The measured work in Dramatiq, with its results kept in Redis."""

import os

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from dramatiq.results import Results
from dramatiq.results.backends.redis import RedisBackend

from config.bench.jobs import plain
from config.bench.producing import Producer

URL = os.environ["REDIS_URL"]
broker = RedisBroker(url=URL)
broker.add_middleware(Results(backend=RedisBackend(url=URL)))
dramatiq.set_broker(broker)
noop = dramatiq.actor(plain.noop, actor_name="noop", store_results=True)


def one(work: str) -> None:
    noop.send()


def many(work: str, jobs: int) -> None:
    for _ in range(jobs):
        noop.send()


if __name__ == "__main__":
    Producer(one, many).main()
