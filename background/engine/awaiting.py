"""Async handlers in a worker that may have to interrupt them."""

import asyncio
from collections.abc import Coroutine

WAKES_EVERY = 0.1
"""Seconds. What is raised in a thread from outside arrives when that thread runs Python again, and a loop that waits does not."""


def awaited[R](coroutine: Coroutine[object, object, R]) -> R:
    """The coroutine's result. An interruption cancels it: it sees `asyncio.CancelledError`, and may tidy up."""
    return asyncio.run(_wakeful(coroutine))


async def _wakeful[R](coroutine: Coroutine[object, object, R]) -> R:
    waking = asyncio.create_task(_wake())
    try:
        return await coroutine
    finally:
        waking.cancel()


async def _wake() -> None:
    while True:
        await asyncio.sleep(WAKES_EVERY)
