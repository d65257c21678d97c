"""The measured work in django-q2."""

import django

from config.bench.producing import Producer

django.setup()  # its own modules cannot be imported before

from django_q.tasks import async_task  # noqa: E402

WORK = "config.bench.jobs.plain.noop"


def one(work: str) -> None:
    async_task(WORK)


def many(work: str, jobs: int) -> None:
    for _ in range(jobs):
        async_task(WORK)


if __name__ == "__main__":
    Producer(one, many).main()
