"""Who may see, and order about, which job and which batch."""

from uuid import UUID

from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from background.engine.look import look
from background.exceptions import BatchNotFound, JobNotFound
from background.interfaces import JobSnapshot
from background.models import JobBatch


def visible_job(request: Request, job_id: UUID) -> JobSnapshot:
    """The job, if it is the caller's own or the caller may see all.

    Raises:
        JobNotFound: there is none, or it is somebody else's; the caller cannot tell which.
    """
    job = look(str(job_id))
    if not may_see(request, job.owner):
        raise JobNotFound.of(str(job_id))
    return job


def commanded_job(request: Request, job_id: UUID) -> JobSnapshot:
    """The job, if it is the caller's own, or the caller may operate those of others.

    Raises:
        JobNotFound: the caller may not even see it.
        PermissionDenied: the caller may see it, and no more.
    """
    job = visible_job(request, job_id)
    _must_command(request, "job", job.owner)
    return job


def visible_batch(request: Request, batch_id: UUID) -> JobBatch:
    """The batch, if it is the caller's own or the caller may see all.

    Raises:
        BatchNotFound: there is none, or it is somebody else's; the caller cannot tell which.
    """
    batch = JobBatch.objects.filter(id=batch_id).first()
    if batch is None or not may_see(request, batch.owner):
        raise BatchNotFound.of(str(batch_id))
    return batch


def commanded_batch(request: Request, batch_id: UUID) -> JobBatch:
    """The batch, if it is the caller's own, or the caller may operate those of others.

    Raises:
        BatchNotFound: the caller may not even see it.
        PermissionDenied: the caller may see it, and no more.
    """
    batch = visible_batch(request, batch_id)
    _must_command(request, "batch", batch.owner)
    return batch


def may_see(request: Request, owner: str) -> bool:
    """Whether what this person owns is the caller's own, or the caller may see all."""
    return _owns(request, owner) or sees_all(request)


def sees_all(request: Request) -> bool:
    """Whether the caller may see everybody's jobs, with payloads and tracebacks."""
    return request.user.has_perm("background.view_jobs")


def _must_command(request: Request, thing: str, owner: str) -> None:
    if not _owns(request, owner) and not request.user.has_perm("background.operate_jobs"):
        raise PermissionDenied(f"you may see this {thing}, but not operate it")


def _owns(request: Request, owner: str) -> bool:
    return bool(owner) and owner == str(request.user.pk)
