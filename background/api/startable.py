"""Which jobs people may start by their names."""

from collections.abc import Callable

from rest_framework.exceptions import PermissionDenied

from background.engine.registry import AnyJobType, known, names, rules_of
from background.exceptions import UnknownJob

type May = Callable[[str], bool]
"""Whether the caller has a permission."""


def startable(name: str, may: May) -> AnyJobType:
    """The job type of a wire name.

    Raises:
        UnknownJob: there is none, or it is only for code to start; the message lists those that the caller may.
        PermissionDenied: it takes a permission that the caller does not have; the message names it.
    """
    job_type = known(name)
    if job_type is None or not job_type.rules.over_http:
        offered = ", ".join(other for other in names() if _is_offered(other, may))
        raise UnknownJob(f"no job {name!r} can be started over HTTP; known are {offered}")
    if not _is_offered(name, may):
        raise PermissionDenied(f"to start {name!r} takes the permission {job_type.rules.permission}, besides background.operate_jobs")
    return job_type


def _is_offered(name: str, may: May) -> bool:
    rules = rules_of(name)
    return rules.over_http and (not rules.permission or may(rules.permission))
