"""Keeps Python's collector out of a worker's way."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loaded_objects_left_alone() -> Iterator[None]:
    """Inside the block the collector looks at nothing that was there before it.

    With Django loaded it would take 80 ms each time, in which no job of any thread moves. Nor does it look once more before: loading
    leaves next to nothing to find, and a worker that waits for that starts later.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
