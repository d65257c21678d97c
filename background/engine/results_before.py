"""What the jobs have returned after which a job runs."""

from typing import Protocol

from background.constants import JobState
from background.engine.ledger import ledger
from background.engine.rules import Rules


class HasResult[R](Protocol):
    """A kind of job, as `@queue.job(...)` makes it."""

    @property
    def name(self) -> str: ...

    @property
    def rules(self) -> Rules: ...

    def read_result(self, result: object) -> R: ...


def results_before[R](job_id: str, kind: HasResult[R]) -> list[R]:
    """Of all jobs of this kind among its ancestors that succeeded, oldest first.

    Raises:
        msgspec.ValidationError: what one returned is not what its handler says today.
    """
    book = ledger()
    before = book.ancestors_of(job_id) if book else []
    names = {kind.name, *kind.rules.aliases}
    return [kind.read_result(job.result) for job in before if job.name in names and job.state is JobState.SUCCEEDED]


def result_before[R](job_id: str, kind: HasResult[R]) -> R:
    """Of the only one.

    Raises:
        LookupError: there is none, or there are several.
    """
    results = results_before(job_id, kind)
    if len(results) != 1:
        raise LookupError(f"job {job_id} ran after {len(results)} jobs {kind.name!r} that succeeded, not after one")
    return results[0]
