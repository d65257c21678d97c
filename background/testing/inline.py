"""Run every job at once, in the test's own thread."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import get_ident

from background.engine import carrier
from background.engine.modules import load_workers
from background.interfaces import JobSnapshot
from background.testing.attempt import attempt
from background.testing.commits import Commits
from background.testing.drain import in_order
from background.testing.kept import Kept
from background.testing.memory import Memory


@contextmanager
def inline() -> Iterator[None]:
    """Each job runs as soon as its transaction commits, once, whatever its delay; what its handler raises reaches whoever committed.

    A job that a job enqueues runs after it. `handle.snapshot()` tells how each ended.
    """
    load_workers()
    runner = _Inline()
    with carrier.replaced(runner, runner.on_commit):
        yield
        runner.run()


class _Inline(Memory):
    def __init__(self) -> None:
        super().__init__()
        self._commits = Commits()
        self._running: set[int] = set()

    def on_commit(self, push: Callable[[], None], database: str) -> None:
        self._commits(lambda: self._push_and_run(push), database)

    def fetch(self, job_id: str) -> JobSnapshot:
        self.run()
        return super().fetch(job_id)

    def run(self) -> None:
        """Run what this thread enqueued; inside a job nothing, for then its turn comes when that job is through."""
        thread = get_ident()
        if thread in self._running:
            return
        self._running.add(thread)
        try:
            for kept in in_order(self, self._commits, wanted=lambda kept: kept.thread == thread):
                _run(kept)
        finally:
            self._running.discard(thread)

    def _push_and_run(self, push: Callable[[], None]) -> None:
        push()
        self.run()


def _run(kept: Kept) -> None:
    if error := attempt(kept).error:
        raise error
