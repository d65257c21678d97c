"""Runs what was recorded until nothing is left."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from background.engine.outcome import Cancelled, Dead, Outcome, Parked, RetryIn, Snoozed, Succeeded
from background.exceptions import BackgroundError
from background.testing.attempt import attempt
from background.testing.commits import Commits
from background.testing.kept import Kept
from background.testing.memory import Memory

MOST_RUNS = 1000


class EndlessJobs(BackgroundError, RuntimeError):
    """Jobs make jobs without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """How many attempts ended in which way; a job that succeeds on its third is one success and two retries."""

    succeeded: int = 0
    retried: int = 0
    snoozed: int = 0
    dead: int = 0
    cancelled: int = 0
    parked: int = 0


def drain_all(memory: Memory, commits: Commits, *, wanted: Callable[[Kept], bool], most_runs: int) -> Drained:
    """Run the wanted jobs, and those that they make, through all their attempts; nobody waits for a delay or a backoff."""
    endings: Counter[str] = Counter()
    for kept in in_order(memory, commits, wanted=wanted, most_runs=most_runs):
        outcome = attempt(kept).outcome
        endings[_word(outcome)] += 1
        if isinstance(outcome, (RetryIn, Snoozed)):
            memory.give_back(kept, seconds=outcome.seconds)
    return Drained(**endings)


def in_order(memory: Memory, commits: Commits, *, wanted: Callable[[Kept], bool], most_runs: int = MOST_RUNS) -> Iterator[Kept]:
    """The wanted jobs, one after the other, and those that come while they run.

    Raises:
        EndlessJobs: there is more to run after `most_runs` of them.
    """
    runs: Counter[str] = Counter()
    commits.catch_up()
    while kept := memory.take(wanted):
        if runs.total() >= most_runs:
            raise _endless(runs)
        runs[kept.envelope.name] += 1
        yield kept
        commits.catch_up()


def _word(outcome: Outcome) -> str:
    match outcome:
        case Succeeded():
            return "succeeded"
        case RetryIn():
            return "retried"
        case Snoozed():
            return "snoozed"
        case Dead():
            return "dead"
        case Cancelled():
            return "cancelled"
        case Parked():
            return "parked"


def _endless(runs: Counter[str]) -> EndlessJobs:
    ((name, times),) = runs.most_common(1)
    return EndlessJobs(
        f"{runs.total():,} runs, {times:,} of them of {name!r}, and there is more: does it enqueue itself? "
        "If so much is right, say drain(most_runs=...)"
    )
