"""Whoever makes jobs, in transactions that commit and in some that do not."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import override_settings
from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, rule

from background.engine.handle import Handle
from background.engine.job import Job
from background.engine.unique import Unique
from tests.background.jobs import Note, queue, remember
from tests.invariants.world import World
from tests.no_redis import NOBODY

HOUR = timedelta(hours=1)

type Made = Sequence[Handle[Any]]


@queue.job("test-the-same-once", Note, unique=Unique())
def the_same_once(job: Job[Note]) -> None: ...


class Producers(World):
    @rule(target=World.handles, priority=st.sampled_from([0, 0, 5, -5]), is_late=st.booleans())
    def enqueue(self, priority: int, is_late: bool) -> MultipleResults[str]:
        return self._accepted([remember.using(priority=priority, run_after=HOUR if is_late else None).enqueue(text="x")])

    @rule(target=World.handles, number=st.integers(1, 3), commits=st.booleans())
    def enqueue_many(self, number: int, commits: bool) -> MultipleResults[str]:
        return self._within(lambda: remember.enqueue_many([Note(text="x")] * number), commits)

    @rule(target=World.handles, text=st.sampled_from("ab"), commits=st.booleans())
    def enqueue_unique(self, text: str, commits: bool) -> MultipleResults[str]:
        return self._within(lambda: [the_same_once.enqueue(text=text)], commits, is_unique=True)

    @rule(target=World.handles)
    def enqueue_while_redis_is_away(self) -> MultipleResults[str]:
        with override_settings(RQ_QUEUES=NOBODY):
            return self._accepted([remember.enqueue(text="x")])

    def _within(self, act: Callable[[], Made], commits: bool, *, is_unique: bool = False) -> MultipleResults[str]:
        with transaction.atomic():
            made = act()
            transaction.set_rollback(not commits)
        if commits:
            return self._accepted(made, is_unique=is_unique)
        self.model.never |= {handle.id for handle in made} - set(self.model.lives)
        return multiple()

    def _accepted(self, made: Made, *, is_unique: bool = False) -> MultipleResults[str]:
        for handle in made:
            self.model.accept(handle.id, is_unique=is_unique)
        return multiple(*(handle.id for handle in made))
