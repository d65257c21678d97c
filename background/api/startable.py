"""Which jobs people may start by their names."""

from background.engine.registry import AnyJobType, known, names, rules_of
from background.exceptions import UnknownJob


def startable(name: str) -> AnyJobType:
    """The job type of a wire name.

    Raises:
        UnknownJob: there is none, or it is only for code to start; the message lists those that can be.
    """
    job_type = known(name)
    if job_type is None or not job_type.rules.over_http:
        raise UnknownJob(f"no job {name!r} can be started over HTTP; known are {', '.join(filter(_over_http, names()))}")
    return job_type


def _over_http(name: str) -> bool:
    return rules_of(name).over_http
