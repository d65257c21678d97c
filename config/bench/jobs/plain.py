"""The work itself, as plain functions. Nothing else is imported, because stock workers import this for every fork."""

import time

from config.bench.marks import mark

SLEEP_SECONDS = 0.05


def noop() -> None:
    mark()


def sleeper() -> None:
    time.sleep(SLEEP_SECONDS)
    mark()
