"""Batches as resources: look at one, call one off."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.details import ReasonSerializer
from background.api.etag import answer
from background.api.visible import sees_all
from background.exceptions import BatchNotFound
from background.interfaces import BatchProgress
from background.ledger.groups.batch import Batch
from background.models import JobBatch


class BatchProgressSerializer(serializers.Serializer[BatchProgress]):
    total = serializers.IntegerField()
    ended = serializers.IntegerField()
    percent = serializers.IntegerField()
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="how many jobs are in which state; states without any are left out"
    )


class BatchSerializer(serializers.Serializer[Mapping[str, Any]]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True, help_text="null while a job of it has not ended")
    progress = BatchProgressSerializer()
    links = serializers.DictField(child=serializers.CharField())


class BatchView(APIView):
    @extend_schema(
        operation_id="batches_retrieve", responses={200: BatchSerializer, 304: OpenApiResponse(description="Nothing has changed.")}
    )
    def get(self, request: Request, batch_id: UUID) -> Response:
        """How far a batch is: your own, or any with `background.view_jobs`."""
        return answer(request, _shown(_visible(request, batch_id)))


class BatchCancelView(APIView):
    @extend_schema(operation_id="batches_cancel", request=ReasonSerializer, responses={202: BatchSerializer})
    def post(self, request: Request, batch_id: UUID) -> Response:
        """Call off all jobs of a batch that have not ended. Your own, or any with `background.operate_jobs`."""
        row = _visible(request, batch_id)
        if not _is_own(request, row) and not request.user.has_perm("background.operate_jobs"):
            raise PermissionDenied("you may see this batch, but not operate it")
        given = ReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        Batch(str(row.id), row.name).cancel(given.validated_data["reason"] or f"cancelled by user {request.user.pk}")
        return Response(_shown(_visible(request, batch_id)), status=status.HTTP_202_ACCEPTED)


def _visible(request: Request, batch_id: UUID) -> JobBatch:
    """Another person's batch is as unknown as one that never was."""
    row = JobBatch.objects.filter(id=batch_id).first()
    if row is None or not (_is_own(request, row) or sees_all(request)):
        raise BatchNotFound(f"no batch has the id {str(batch_id)!r}; it never was, or it has been forgotten")
    return row


def _is_own(request: Request, row: JobBatch) -> bool:
    return bool(row.owner) and row.owner == str(request.user.pk)


def _shown(row: JobBatch) -> Any:
    links = {name: reverse(f"api:background:{view}", args=[row.id]) for name, view in (("self", "batch"), ("cancel", "batch-cancel"))}
    progress = Batch(str(row.id), row.name).progress()
    shown = {name: getattr(row, name) for name in ("id", "name", "created_at", "finished_at")}
    return BatchSerializer({**shown, "progress": progress, "links": links}).data
