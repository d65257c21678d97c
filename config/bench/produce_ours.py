"""Enqueues the measured jobs as this project does: through `enqueue` and `enqueue_many`."""

import django

from config.bench.jobs.ours import Nothing, noop, sleeper
from config.bench.producing import Producer

KINDS = {"noop": noop, "sleeper": sleeper}


def producer() -> Producer:
    return Producer(
        one=lambda work: KINDS[work].enqueue(),
        many=lambda work, jobs: KINDS[work].enqueue_many([Nothing()] * jobs),
    )


if __name__ == "__main__":
    django.setup()
    producer().main()
