"""Queues as resources: what each holds, and orders to let one rest."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.order_view import OrderView
from background.api.queue_serializers import NewPauseSerializer, QueueSerializer, QueuesSerializer
from background.api.rights import MayUseQueues
from background.engine.declare import queues
from background.engine.queue_names import resolve
from background.monitoring.queues import QueueFigures, queue_figures
from background.orders.orderer import Orderer
from background.orders.queues import let_go_on, let_rest
from background.rq_adapter.other_kinds import unless_unreadable
from background.rq_adapter.pause import Pause, pauses
from background.rq_adapter.queue_keys import readable_queues
from config.api.serializers import refuse_body, refuse_query


class QueuesView(APIView):
    permission_classes = [IsAuthenticated, MayUseQueues]

    @extend_schema(operation_id="queues_list", responses={200: QueuesSerializer})
    def get(self, request: Request) -> Response:
        """What every queue holds now. Needs `background.view_queues`."""
        refuse_query(request)
        return Response({"results": _shown(queue_figures(readable_queues()))})


class QueueView(APIView):
    permission_classes = [IsAuthenticated, MayUseQueues]

    @extend_schema(operation_id="queues_retrieve", responses={200: QueueSerializer})
    def get(self, request: Request, name: str) -> Response:
        """One queue, by its name or another that it goes by."""
        refuse_query(request)
        return _one(name)


class QueuePauseView(OrderView):
    permission_classes = [IsAuthenticated, MayUseQueues]

    @extend_schema(operation_id="queues_pause", request=NewPauseSerializer, responses={200: QueueSerializer})
    def post(self, request: Request, name: str) -> Response:
        """Let it rest: its jobs wait, what runs ends. Needs `background.operate_queues` as well."""
        given = NewPauseSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        let_rest(resolve(name), reason=given.validated_data["reason"], by=Orderer.person(request.user))
        return _one(name)


class QueueResumeView(OrderView):
    permission_classes = [IsAuthenticated, MayUseQueues]

    @extend_schema(operation_id="queues_resume", request=None, responses={200: QueueSerializer})
    def post(self, request: Request, name: str) -> Response:
        """Let its jobs run again; one that did not rest stays as it is."""
        refuse_body(request)
        let_go_on(resolve(name), by=Orderer.person(request.user))
        return _one(name)


def _one(name: str) -> Response:
    return Response(_shown(queue_figures([resolve(name)]))[0])


def _shown(figures: list[QueueFigures]) -> list[dict[str, Any]]:
    resting, now = unless_unreadable(pauses) or {}, timezone.now()  # for workers none rests then, either
    return [QueueSerializer(_with_rules(figure, resting) | {"timestamp": now}).data for figure in figures]


def _with_rules(figures: QueueFigures, resting: Mapping[str, Pause]) -> dict[str, Any]:
    declared, rest = queues.get(figures.name), resting.get(figures.name)
    return asdict(figures) | {
        "failed": figures.dead,
        "total": figures.waiting + figures.active + figures.completed + figures.dead,
        "paused": rest is not None,
        "pause": rest,
        "rate_limit": declared and declared.rate,
        "concurrency": declared and declared.concurrency,
        "oldest_every": declared and declared.oldest_every,
    }
