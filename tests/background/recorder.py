"""Somebody who writes down what happens, while a test looks."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from background.ledger.recorder import Recorder


@contextmanager
def a_recorder_that_runs() -> Iterator[None]:
    stopping = threading.Event()

    def run() -> None:
        Recorder().run(stopping)
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
