"""What a worker says that cannot go on."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from background.exceptions import BackgroundError, WorkerFailed
from background.rq_adapter.connection import explaining

log = logging.getLogger("background.worker")


@contextmanager
def failing_in_one_line() -> Iterator[None]:
    """Turns whatever ends the block into one error whose message is a line for people.

    Raises:
        WorkerFailed: always when something was raised; what nobody foresaw is logged with its traceback besides.
    """
    try:
        with explaining():
            yield
    except BackgroundError as error:
        raise WorkerFailed(str(error)) from error
    except Exception as error:
        log.exception("worker broke down")
        raise WorkerFailed(f"the worker broke down: {type(error).__name__}: {' '.join(str(error).split())}"[:500]) from error
