"""Enqueues the measured jobs, each call in a transaction of its own."""

import django
from django.db import transaction

from config.bench.jobs.ours import Nothing, noop
from config.bench.producing import Producer


def _one(_: str) -> None:
    with transaction.atomic():
        noop.enqueue()


def _many(_: str, jobs: int) -> None:
    with transaction.atomic():
        noop.enqueue_many([Nothing()] * jobs)


if __name__ == "__main__":
    django.setup()
    Producer(one=_one, many=_many).main()
