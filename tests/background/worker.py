"""Runs what waits, in this process, with the real worker."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import django_rq


def run_all(*queues: str) -> bool:
    """What `manage.py rqworker --burst` does; answers whether any job was run."""
    with _signals_kept():
        return bool(django_rq.get_worker(*(queues or ("default",))).work(burst=True))


@contextmanager
def _signals_kept() -> Iterator[None]:
    """A worker takes the signals of its process; pytest wants them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
