"""Jobs as resources: start one, look at one, ask how it is."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.etag import answer
from background.api.filters import JobFilters
from background.api.pagination import paged
from background.api.serializers import JobSerializer, JobStatusSerializer, NewJobSerializer, StaffJobSerializer
from background.api.startable import May, startable
from background.api.visible import may_see, sees_all, visible_job
from background.constants import JobState
from background.engine.handle import Handle
from background.engine.option_args import OptionArgs
from background.engine.plain_payload import from_plain
from background.exceptions import CursorInvalid, JobNotFound, JobNotUnique, OptionInvalid, PayloadInvalid, UnknownJob
from background.interfaces import JobSnapshot
from background.ledger import search
from background.ledger.browse import as_they_are
from background.ledger.page import Page
from background.models import JobRecord
from config.api.idempotency import idempotent
from config.api.problems import Refusal
from config.api.serializers import refuse_query

POLL_AFTER_SECONDS = "2"


class MayOperateJobs(BasePermission):
    """Looking is for everyone; they see their own."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.method in SAFE_METHODS or request.user.has_perm("background.operate_jobs")


class JobsView(APIView):
    permission_classes = [IsAuthenticated, MayOperateJobs]

    @extend_schema(operation_id="jobs_list", parameters=[JobFilters], responses={200: JobSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """Your own jobs, newest first; with `background.view_jobs` everybody's."""
        filters = JobFilters(data=request.query_params)
        filters.is_valid(raise_exception=True)
        page = _found(request, filters)
        return paged(request, [shown(request, job) for job in as_they_are(page.rows)], older=page.older, newer=page.newer)

    @extend_schema(operation_id="jobs_create", request=NewJobSerializer, responses={202: JobSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Start a job by its wire name. Needs the permission `background.operate_jobs`, and that which `schemas/` names for the job: to
        start one that mails, `background.operate_mail`."""
        wanted = NewJobSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        owner = str(request.user.pk)
        job = _as_it_was_made(_start(owner=owner, may=request.user.has_perm, **wanted.validated_data), owner=owner)
        _must_see(request, job)
        return accepted(request, job)


class JobView(APIView):
    @extend_schema(operation_id="jobs_retrieve", responses={200: JobSerializer, 304: OpenApiResponse(description="Nothing has changed.")})
    def get(self, request: Request, job_id: UUID) -> Response:
        """One job: your own, or any with `background.view_jobs`."""
        refuse_query(request)
        return answer(request, shown(request, visible_job(request, job_id)))


class JobStatusView(APIView):
    @extend_schema(operation_id="jobs_status", responses={200: JobStatusSerializer})
    def get(self, request: Request, job_id: UUID) -> Response:
        """How a job is, in few words. The payload is there for staff only, its secrets masked."""
        refuse_query(request)
        job = visible_job(request, job_id)
        return answer(request, JobStatusSerializer(job if sees_all(request) else replace(job, data=None)).data)


def _found(request: Request, filters: JobFilters) -> Page[JobRecord]:
    wanted = filters.wanted(sees_payloads=sees_all(request))
    if not sees_all(request):
        own = str(request.user.pk)
        if wanted.owner not in ("", own):
            return Page()
        wanted = replace(wanted, owner=own)
    try:
        return search.find(wanted, cursor=filters.validated_data.get("cursor", ""), limit=filters.validated_data["limit"])
    except CursorInvalid as error:
        raise ValidationError({"cursor": [ErrorDetail(str(error), "invalid")]}) from error


def accepted(request: Request, job: JobSnapshot) -> Response:
    """202 with the job and where to ask for it (RFC 9110, 15.3.3)."""
    headers = {"Location": reverse("api:background:job", args=[job.id]), "Retry-After": POLL_AFTER_SECONDS}
    return Response(shown(request, job), status=status.HTTP_202_ACCEPTED, headers=headers)


def _start(*, owner: str, may: May, name: str, data: dict[str, object], options: OptionArgs) -> Handle[Any]:
    try:
        job_type = startable(name, may)
        return job_type.using(**options).using(owner=owner).enqueue_payload(from_plain(job_type.payload, data))
    except UnknownJob as error:
        raise ValidationError({"name": [ErrorDetail(str(error), "unknown_job")]}) from error
    except PayloadInvalid as error:
        raise ValidationError({"data": [ErrorDetail(str(error), "invalid")]}) from error
    except JobNotUnique as error:
        raise Refusal(status.HTTP_409_CONFLICT, "not_unique", str(error)) from error
    except OptionInvalid as error:
        raise ValidationError({"options": [ErrorDetail(str(error), "invalid")]}) from error


def _as_it_was_made(handle: Handle[Any], *, owner: str) -> JobSnapshot:
    try:
        return handle.snapshot()
    except JobNotFound:  # no ledger follows it, and it is sent when the transaction of its idempotency key commits
        return JobSnapshot(
            id=handle.id, name=handle.name, queue=handle.queue, state=JobState.PENDING, created_at=timezone.now(), owner=owner
        )


def _must_see(request: Request, job: JobSnapshot) -> None:
    """A unique key may be that of somebody else's job. That it is taken cannot be hidden; the job is not for the caller to see.

    Raises:
        Refusal: it is not.
    """
    if not may_see(request, job.owner):
        raise Refusal(status.HTTP_409_CONFLICT, "not_unique", f"another {job.name!r} has the key; start this one when that has ended")


def shown(request: Request, job: JobSnapshot) -> Any:
    """The job as the caller may see it."""
    return (StaffJobSerializer if sees_all(request) else JobSerializer)(job).data
