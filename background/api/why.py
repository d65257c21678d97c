"""Why a job does not run."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.visible import sees_all, visible_job
from background.constants import JobState
from background.ledger.why import Reason, why
from config.api.serializers import refuse_query


class HindranceSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()
    facts = serializers.DictField()


class WhySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[state.value for state in JobState])
    reasons = HindranceSerializer(many=True)


class WhyView(APIView):
    @extend_schema(operation_id="jobs_why", responses={200: WhySerializer})
    def get(self, request: Request, job_id: UUID) -> Response:
        """What keeps a job from running: never nothing, since even a job that is next is told so."""
        refuse_query(request)
        job = visible_job(request, job_id)
        reasons = [_shown(request, reason) for reason in why(job)]
        if job.id != str(job_id):
            detail = f"It was not accepted, because job {job.id} has its key. This is what keeps that one."
            reasons = [asdict(Reason("not_unique", detail, {"job": job.id})), *reasons]
        return Response({"id": str(job_id), "state": job.state, "reasons": reasons})


def _shown(request: Request, reason: Reason) -> dict[str, Any]:
    """Who paused a queue is for staff to know, and only they can do something about it."""
    facts = {name: fact for name, fact in reason.facts.items() if name != "author" or sees_all(request)}
    return {"code": reason.code, "detail": reason.detail, "facts": facts}
