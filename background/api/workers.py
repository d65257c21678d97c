"""Workers as resources."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.rights import MayUseQueues
from background.rq_adapter.roster import WorkerState, living
from config.api.serializers import refuse_query


class WorkerSerializer(serializers.Serializer[WorkerState]):
    """A worker, by what it wrote at its last sign of life, some seconds ago; its jobs are those of now."""

    name = serializers.CharField()
    queues = serializers.ListField(child=serializers.CharField(), help_text="in the order in which it serves them")
    host = serializers.CharField()
    pid = serializers.IntegerField(allow_null=True)
    state = serializers.CharField(help_text="`busy` or `idle`")
    current_jobs = serializers.ListField(child=serializers.CharField())
    started_at = serializers.DateTimeField(allow_null=True)
    last_heartbeat = serializers.DateTimeField(allow_null=True)
    succeeded = serializers.IntegerField(help_text="attempts, since it began")
    failed = serializers.IntegerField()
    version = serializers.CharField(help_text="of RQ")
    python_version = serializers.CharField()


class WorkersSerializer(serializers.Serializer[Any]):
    results = WorkerSerializer(many=True)


class WorkersView(APIView):
    permission_classes = [IsAuthenticated, MayUseQueues]

    @extend_schema(operation_id="workers_list", responses={200: WorkersSerializer})
    def get(self, request: Request) -> Response:
        """The workers that live, by name. Needs `background.view_queues`."""
        refuse_query(request)
        return Response(WorkersSerializer({"results": living()}).data)
