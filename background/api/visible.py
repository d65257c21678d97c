"""Who may see which job."""

from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request

from background.engine.look import look
from background.exceptions import JobNotFound
from background.interfaces import JobSnapshot
from background.models import JobRecord


def visible_job(request: Request, job_id: UUID) -> JobSnapshot:
    """The job, if it is the caller's own or the caller may see all.

    Raises:
        JobNotFound: there is none, or it is somebody else's; the caller cannot tell which.
    """
    job = look(str(job_id))
    is_own = bool(job.owner) and job.owner == str(request.user.pk)
    if not is_own and not sees_all(request):
        raise JobNotFound(f"no job has the id {str(job_id)!r}; it never was, or it has been forgotten")
    return job


def sees_all(request: Request) -> bool:
    """Whether the caller may see everybody's jobs, with payloads and tracebacks."""
    return request.user.has_perm("background.view_jobs")


def visible_rows(request: Request) -> QuerySet[JobRecord]:
    """The rows of the jobs that `visible_job` would show."""
    return JobRecord.objects.all() if sees_all(request) else JobRecord.objects.filter(owner=str(request.user.pk))
