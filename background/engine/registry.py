"""The wire names that this process knows. Nothing else can be run."""

from typing import Any

from background.engine.job_type import JobType
from background.engine.rules import PLAIN, Rules
from background.exceptions import DuplicateJob, UnknownJob

# The registry is where types end: it holds jobs of every payload.
type AnyJobType = JobType[..., Any, Any]

_jobs: dict[str, AnyJobType] = {}


def register(job_type: AnyJobType) -> None:
    """Make a job type known under its wire name, and under the names it had before.

    Raises:
        DuplicateJob: another handler has one of them.
    """
    for name in (job_type.name, *job_type.rules.aliases):
        known = _jobs.get(name)
        if known and _place(known) != _place(job_type):
            raise DuplicateJob(f"job {name!r} is declared twice: in {_place(known)} and in {_place(job_type)}")
    for name in (job_type.name, *job_type.rules.aliases):
        _jobs[name] = job_type


def find(name: str) -> AnyJobType:
    """The job type of a wire name.

    Raises:
        UnknownJob: no handler is registered; the message lists the names that are.
    """
    try:
        return _jobs[name]
    except KeyError:
        raise UnknownJob(f"no handler is registered for job {name!r}; known are {', '.join(names())}") from None


def known(name: str) -> AnyJobType | None:
    """The job type of a wire name or an alias, as it was declared, or None."""
    return _jobs.get(name)


def rules_of(name: str) -> Rules:
    """The rules of a wire name; of one that nobody knows, the plain ones."""
    job_type = known(name)
    return job_type.rules if job_type else PLAIN


def names() -> list[str]:
    return sorted(_jobs)


def declared() -> list[AnyJobType]:
    """Every kind of job once, by its present name."""
    return [_jobs[name] for name in names() if _jobs[name].name == name]


def _place(job_type: AnyJobType) -> str:
    return f"{job_type.handler.__module__}.{job_type.handler.__qualname__}"
