"""What is known of one job besides: its attempts, what it said, and orders to it."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.jobs import accepted
from background.api.order_view import OrderView
from background.api.serializers import JobSerializer, NewTimeSerializer
from background.api.visible import commanded_job, sees_all, visible_job
from background.api.wrong_state import WrongState, cannot_start_afresh
from background.engine.carrier import carrier
from background.exceptions import JobNotFound, NotWaiting
from background.interfaces import LogLine
from background.ledger.browse import runs_of
from background.models import JobAttempt
from background.orders.cancel import FORGOTTEN, cancelling
from background.orders.orderer import Orderer
from background.orders.reschedule import move
from background.orders.start_afresh import RETRY
from config.api.serializers import StrictSerializer, refuse_body, refuse_query


class AttemptSerializer(serializers.Serializer[JobAttempt]):
    number = serializers.IntegerField()
    worker = serializers.CharField()
    outcome = serializers.CharField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    error_code = serializers.CharField()
    error_message = serializers.CharField()
    peak_memory = serializers.IntegerField(allow_null=True, help_text="bytes; null where it ran in a thread")


class StaffAttemptSerializer(AttemptSerializer):
    traceback = serializers.CharField()
    fingerprint = serializers.CharField()


class LogLineSerializer(serializers.Serializer[LogLine]):
    at = serializers.DateTimeField()
    level = serializers.CharField()
    attempt = serializers.IntegerField()
    text = serializers.CharField()


class ReasonSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=500, required=False, default="")


class AttemptsView(APIView):
    @extend_schema(operation_id="jobs_attempts", responses={200: AttemptSerializer(many=True)})
    def get(self, request: Request, job_id: UUID) -> Response:
        """Every run of a job, oldest first, as the ledger has them. Tracebacks are for staff."""
        refuse_query(request)
        visible_job(request, job_id)
        shown = StaffAttemptSerializer if sees_all(request) else AttemptSerializer
        runs: Any = runs_of(job_id)
        return Response({"results": shown(runs, many=True).data})


class LogsView(APIView):
    @extend_schema(operation_id="jobs_logs", responses={200: LogLineSerializer(many=True)})
    def get(self, request: Request, job_id: UUID) -> Response:
        """What a job said while it ran: its newest thousand lines, oldest first."""
        refuse_query(request)
        visible_job(request, job_id)
        lines: Any = carrier().log_of(str(job_id), offset=0, limit=1000)
        return Response({"results": LogLineSerializer(lines, many=True).data})


class CancelView(OrderView):
    @extend_schema(operation_id="jobs_cancel", request=ReasonSerializer, responses={202: JobSerializer})
    def post(self, request: Request, job_id: UUID) -> Response:
        """Call a job off. One that waits ends at once; one that runs is asked to stop, and ended a little later if it does not."""
        job = commanded_job(request, job_id)
        given = ReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        reason = given.validated_data["reason"] or f"cancelled by user {request.user.pk}"
        if why_not := cancelling(reason).carry_out(job.queue, [job.id], by=Orderer.person(request.user)).refused.get(job.id):
            raise JobNotFound.of(job.id) if why_not == FORGOTTEN else WrongState("the job has ended already")
        return accepted(request, visible_job(request, job_id))


class RescheduleView(OrderView):
    @extend_schema(operation_id="jobs_reschedule", request=NewTimeSerializer, responses={202: JobSerializer})
    def post(self, request: Request, job_id: UUID) -> Response:
        """Let a job that waits for its time wait for another one, or begin at once."""
        job = commanded_job(request, job_id)
        given = NewTimeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            move(job, given.validated_data["run_after"], by=Orderer.person(request.user))
        except NotWaiting as error:
            raise WrongState(str(error)) from error
        return accepted(request, visible_job(request, job_id))


class RetryView(OrderView):
    @extend_schema(operation_id="jobs_retry", request=None, responses={202: JobSerializer})
    def post(self, request: Request, job_id: UUID) -> Response:
        """Let a job that has ended, or waits for its time, start afresh and at once, also one that only the ledger remembers."""
        job = commanded_job(request, job_id)
        refuse_body(request)
        if why_not := RETRY.carry_out(job.queue, [job.id], by=Orderer.person(request.user)).refused.get(job.id):
            raise cannot_start_afresh(why_not)
        return accepted(request, visible_job(request, job_id))
