"""The measured work in Huey, with its results kept in Redis."""

import os

from huey import RedisHuey

from config.bench.jobs import plain
from config.bench.producing import Producer

huey = RedisHuey("bench", url=os.environ["REDIS_URL"], store_none=True)
noop = huey.task(name="noop")(plain.noop)


def one(work: str) -> None:
    noop()


def many(work: str, jobs: int) -> None:
    for _ in range(jobs):
        noop()


if __name__ == "__main__":
    Producer(one, many).main()
