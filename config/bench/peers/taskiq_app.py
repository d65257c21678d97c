"""The measured work in TaskIQ: a stream with acknowledgements, results kept in Redis."""

import asyncio
import os

from taskiq_redis import RedisAsyncResultBackend, RedisStreamBroker

from config.bench.jobs import plain
from config.bench.producing import Producer

URL = os.environ["REDIS_URL"]
broker = RedisStreamBroker(URL).with_result_backend(RedisAsyncResultBackend(URL, result_ex_time=500))


async def _noop() -> None:
    plain.noop()


noop = broker.task(task_name="noop")(_noop)


async def _send(jobs: int) -> None:
    for _ in range(jobs):
        await noop.kiq()


def main() -> None:
    with asyncio.Runner() as runner:
        runner.run(broker.startup())
        Producer(lambda _: runner.run(_send(1)), lambda _, jobs: runner.run(_send(jobs))).main()
        runner.run(broker.shutdown())


if __name__ == "__main__":
    main()
