"""Tasks as a third party would write them: they know Django alone."""

import asyncio
from datetime import timedelta
from typing import Any

from django.tasks import TaskContext, task

from background.engine.backoff import fixed

type AnyContext = TaskContext[Any, Any]


@task
def add(first: int, second: int = 0) -> int:
    return first + second


@task
async def add_later(first: int, second: int = 0) -> int:
    await asyncio.sleep(0.01)
    return first + second


@task(takes_context=True)
def tell_context(context: AnyContext) -> list[object]:
    return [context.task_result.id, context.attempt]


class NoLuck(Exception):
    """An error of the third party's own."""


@task
def fail(text: str) -> None:
    raise NoLuck(f"no luck\nwith {text}")


@task
def leave() -> None:
    raise SystemExit("This task leaves")


@task
def fail_at_length() -> None:
    raise RuntimeError("no luck " * 10_000)


@task
def return_object() -> object:
    return object()


@task(max_attempts=3, backoff=fixed(timedelta()))  # type: ignore[call-overload, untyped-decorator]  # more than the stubs of Django know
def fail_thrice() -> None:
    raise ValueError("not this time")


def no_task() -> None: ...


hidden = task(no_task)
