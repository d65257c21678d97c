"""Keep every job that is enqueued, run none, and say which there were."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Unpack

from background.engine import carrier
from background.engine.envelope import Envelope
from background.engine.job_type import JobType
from background.engine.modules import load_workers
from background.engine.payload import decode
from background.engine.queue_names import resolve
from background.engine.registry import AnyJobType
from background.testing.commits import Commits
from background.testing.drain import MOST_RUNS, Drained, drain_all
from background.testing.expectation import Expectation, Expected
from background.testing.listing import listing
from background.testing.memory import Memory


class Recording:
    """Every job whose transaction committed, oldest first; one that was rolled back never was."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.commits = Commits()

    def __len__(self) -> int:
        return len(self._envelopes())

    def payloads[**S, P, R](self, job_type: JobType[S, P, R]) -> list[P]:
        """What the jobs of this type carry."""
        return [decode(job_type.payload, envelope.payload) for envelope in self._envelopes() if envelope.name == job_type.name]

    def assert_enqueued(self, job: AnyJobType | str, *, count: int | None = None, **expected: Unpack[Expected]) -> None:
        """At least one job is so; with `count`, exactly so many are."""
        __tracebackhide__ = True
        wanted = Expectation(job, expected)
        found = self._matching(wanted)
        if count is None and not found:
            raise AssertionError(f"No {wanted} was enqueued. {listing(self._envelopes())}")
        if count is not None and found != count:
            raise AssertionError(f"{found} and not {count} of {wanted} were enqueued. {listing(self._envelopes())}")

    def refute_enqueued(self, job: AnyJobType | str, **expected: Unpack[Expected]) -> None:
        """No job is so."""
        __tracebackhide__ = True
        wanted = Expectation(job, expected)
        if found := self._matching(wanted):
            raise AssertionError(f"{found} of {wanted} were enqueued, and none should be. {listing(self._envelopes())}")

    def assert_nothing_enqueued(self, queue: str | None = None) -> None:
        """No job at all, or none on this queue."""
        __tracebackhide__ = True
        name = resolve(queue) if queue else None
        if found := [envelope for envelope in self._envelopes() if name in (None, envelope.queue)]:
            raise AssertionError(f"Nothing should be enqueued{f' on {name}' if name else ''}. {listing(found)}")

    def drain(self, queue: str | None = None, *, most_runs: int = MOST_RUNS) -> Drained:
        """Run the jobs, of one queue or of all, and those that they enqueue, through all their attempts, ignoring delays.

        Raises:
            EndlessJobs: there is more to run after `most_runs` attempts; the message names the job.
        """
        load_workers()
        name = resolve(queue) if queue else None
        return drain_all(self.memory, self.commits, wanted=lambda kept: name in (None, kept.envelope.queue), most_runs=most_runs)

    def _matching(self, wanted: Expectation) -> int:
        return sum(wanted.met_by(envelope) for envelope in self._envelopes())

    def _envelopes(self) -> list[Envelope]:
        self.commits.catch_up()
        return self.memory.envelopes()


_open: list[Recording] = []


@contextmanager
def recording() -> Iterator[Recording]:
    """Inside the block jobs are kept in memory and nothing goes to Redis; afterwards what was kept can still be asked about."""
    kept = Recording()
    with carrier.replaced(kept.memory, kept.commits):
        _open.append(kept)
        try:
            yield kept
        finally:
            _open.remove(kept)


def assert_enqueued(job: AnyJobType | str, *, count: int | None = None, **expected: Unpack[Expected]) -> None:
    """As `Recording.assert_enqueued`, of the recording around it."""
    __tracebackhide__ = True
    _current().assert_enqueued(job, count=count, **expected)


def refute_enqueued(job: AnyJobType | str, **expected: Unpack[Expected]) -> None:
    __tracebackhide__ = True
    _current().refute_enqueued(job, **expected)


def assert_nothing_enqueued(queue: str | None = None) -> None:
    __tracebackhide__ = True
    _current().assert_nothing_enqueued(queue)


def drain(queue: str | None = None, *, most_runs: int = MOST_RUNS) -> Drained:
    return _current().drain(queue, most_runs=most_runs)


def _current() -> Recording:
    if not _open:
        raise RuntimeError("nothing is recorded here: put `with recording():` around it, or use a fixture that does")
    return _open[-1]
