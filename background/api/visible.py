"""Who may see which job."""

from uuid import UUID

from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from background.engine.look import look
from background.exceptions import JobNotFound
from background.interfaces import JobSnapshot


def visible_job(request: Request, job_id: UUID) -> JobSnapshot:
    """The job, if it is the caller's own or the caller may see all.

    Raises:
        JobNotFound: there is none, or it is somebody else's; the caller cannot tell which.
    """
    job = look(str(job_id))
    if not _is_own(request, job) and not sees_all(request):
        raise JobNotFound(f"no job has the id {str(job_id)!r}; it never was, or it has been forgotten")
    return job


def commanded_job(request: Request, job_id: UUID) -> JobSnapshot:
    """The job, if it is the caller's own, or the caller may operate those of others.

    Raises:
        JobNotFound: the caller may not even see it.
        PermissionDenied: the caller may see it, and no more.
    """
    job = visible_job(request, job_id)
    if not _is_own(request, job) and not request.user.has_perm("background.operate_jobs"):
        raise PermissionDenied("you may see this job, but not operate it")
    return job


def sees_all(request: Request) -> bool:
    """Whether the caller may see everybody's jobs, with payloads and tracebacks."""
    return request.user.has_perm("background.view_jobs")


def _is_own(request: Request, job: JobSnapshot) -> bool:
    return bool(job.owner) and job.owner == str(request.user.pk)
