"""Batches as resources: look at one, call one off."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.details import ReasonSerializer
from background.api.etag import answer
from background.api.order_view import OrderView
from background.api.visible import commanded_batch, visible_batch
from background.interfaces import BatchProgress
from background.ledger.groups.batch import Batch
from background.models import JobBatch
from background.orders.cancel import call_off
from background.orders.orderer import Orderer
from config.api.serializers import refuse_query


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
        refuse_query(request)
        return answer(request, _shown(visible_batch(request, batch_id)))


class BatchCancelView(OrderView):
    @extend_schema(operation_id="batches_cancel", request=ReasonSerializer, responses={202: BatchSerializer})
    def post(self, request: Request, batch_id: UUID) -> Response:
        """Call off all jobs of a batch that have not ended. Your own, or any with `background.operate_jobs`."""
        row = commanded_batch(request, batch_id)
        given = ReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        reason = given.validated_data["reason"] or f"cancelled by user {request.user.pk}"
        call_off(row, reason=reason, by=Orderer.person(request.user))
        return Response(_shown(visible_batch(request, batch_id)), status=status.HTTP_202_ACCEPTED)


def _shown(row: JobBatch) -> Any:
    links = {name: reverse(f"api:background:{view}", args=[row.id]) for name, view in (("self", "batch"), ("cancel", "batch-cancel"))}
    progress = Batch(str(row.id), row.name).progress()
    shown = {name: getattr(row, name) for name in ("id", "name", "created_at", "finished_at")}
    return BatchSerializer({**shown, "progress": progress, "links": links}).data
