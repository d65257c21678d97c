"""The order to forget what waits in a queue."""

from typing import Any

from django.contrib.admin.models import DELETION
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from background.api.order_view import OrderView
from background.api.rights import MayUseQueues
from background.engine.queue_names import resolve
from background.orders.entry import entered
from background.orders.jobs import tell
from background.orders.orderer import Orderer
from background.rq_adapter.emptying import empty
from config.api.serializers import StrictSerializer

MOST_AT_ONCE = 10_000
"""Jobs to one order, which keeps a request short."""


class EmptyingSerializer(StrictSerializer):
    limit = serializers.IntegerField(min_value=1, max_value=MOST_AT_ONCE, default=MOST_AT_ONCE)


class EmptiedSerializer(serializers.Serializer[Any]):
    removed = serializers.IntegerField()
    has_more = serializers.BooleanField(help_text="whether jobs may be left that waited; ask again")


class QueueEmptyView(OrderView):
    permission_classes = [IsAuthenticated, MayUseQueues]

    @extend_schema(operation_id="queues_empty", request=EmptyingSerializer, responses={200: EmptiedSerializer})
    def post(self, request: Request, name: str) -> Response:
        """Forget the jobs that wait there, up to `limit`, the next ones first; in the ledger they are cancelled. Delayed ones stay.

        Needs `background.operate_queues` as well.
        """
        given = EmptyingSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        queue, limit = resolve(name), given.validated_data["limit"]
        wish = f"Delete up to {limit:,} jobs that wait in queue {queue}"
        with entered(Orderer.person(request.user), DELETION, wish, object_id=queue, name=f"queue {queue}") as entry:
            changes = empty(queue, limit)
            tell(entry, "deleted", queue, changes)
        looked_at = len(changes.changed) + len(changes.refused)
        return Response(EmptiedSerializer({"removed": len(changes.changed), "has_more": looked_at == limit}).data)
