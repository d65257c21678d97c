"""Dead letters as resources: see what failed for good, let it start afresh, or forget it."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.dead_letter_serializers import (
    DeadLetterSerializer,
    LetterFilters,
    LetterPageFilters,
    LettersDoneSerializer,
    LettersOrderSerializer,
    shown,
)
from background.api.jobs import accepted
from background.api.order_view import OrderView
from background.api.pagination import paged
from background.api.rights import MayUseLetters
from background.api.serializers import JobSerializer
from background.api.wrong_state import cannot_start_afresh, in_words
from background.engine.look import look
from background.exceptions import CursorInvalid, JobNotFound
from background.orders.dead_letters import DISCARD, REPLAY, carry_out_all
from background.orders.jobs import Order
from background.orders.orderer import Orderer
from background.rq_adapter.changes import Changes
from background.rq_adapter.dead_letters import letter_of
from background.rq_adapter.letter_page import LetterPage, find_letters
from config.api.serializers import refuse_body, refuse_query


class DeadLettersView(APIView):
    permission_classes = [IsAuthenticated, MayUseLetters]

    @extend_schema(operation_id="dead_letters_list", parameters=[LetterPageFilters], responses={200: DeadLetterSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """What failed for good and has neither started afresh nor been forgotten, newest first. Needs `background.view_jobs`."""
        filters = LetterPageFilters(data=request.query_params)
        filters.is_valid(raise_exception=True)
        page = _page(filters)
        return paged(request, [shown(letter) for letter in page.letters], older=page.older, newer="")


class DeadLetterView(APIView):
    permission_classes = [IsAuthenticated, MayUseLetters]

    @extend_schema(operation_id="dead_letters_retrieve", responses={200: DeadLetterSerializer})
    def get(self, request: Request, job_id: str) -> Response:
        """The letter of one job."""
        refuse_query(request)
        return Response(shown(letter_of(job_id)))


class DeadLetterReplayView(OrderView):
    permission_classes = [IsAuthenticated, MayUseLetters]

    @extend_schema(operation_id="dead_letters_replay", request=None, responses={202: JobSerializer})
    def post(self, request: Request, job_id: UUID) -> Response:
        """Let the job start afresh, with all its attempts; 409 when it is not dead any more. Needs `background.operate_queues`."""
        refuse_body(request)
        job = look(str(job_id))
        if why_not := REPLAY.carry_out(job.queue, [job.id], by=Orderer.person(request.user)).refused.get(job.id):
            raise cannot_start_afresh(why_not)
        return accepted(request, look(job.id))


class DeadLetterDiscardView(OrderView):
    permission_classes = [IsAuthenticated, MayUseLetters]

    @extend_schema(operation_id="dead_letters_discard", request=None, responses={204: None})
    def post(self, request: Request, job_id: str) -> Response:
        """Forget its letter, and what Redis has of the job; the ledger remembers it. Needs `background.operate_queues`."""
        refuse_body(request)
        queue = letter_of(job_id)["queue"]
        if job_id in DISCARD.carry_out(queue, [job_id], by=Orderer.person(request.user)).refused:
            raise JobNotFound.of(job_id)  # somebody else was quicker
        return Response(status=204)


class LettersOrderView(OrderView):
    """The same order to many."""

    permission_classes = [IsAuthenticated, MayUseLetters]
    order: ClassVar[Order[str]]

    def post(self, request: Request) -> Response:
        wanted = LettersOrderSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        is_dry = wanted.validated_data["dry_run"]
        page = _page(wanted)
        changes = Changes() if is_dry else carry_out_all(self.order, page.letters, by=Orderer.person(request.user))
        refused = [{"id": job_id, "detail": in_words(why)} for job_id, why in changes.refused.items()]
        told = {"matched": len(page.letters), "done": len(changes.changed), "has_more": bool(page.older)}
        return Response(LettersDoneSerializer({**told, "refused": refused, "dry_run": is_dry}).data)


class LettersReplayView(LettersOrderView):
    order = REPLAY

    @extend_schema(operation_id="dead_letters_replay_many", request=LettersOrderSerializer, responses={200: LettersDoneSerializer})
    def post(self, request: Request) -> Response:
        """Let those that are meant start afresh, up to `limit`, the newest of them, in the order in which they died."""
        return super().post(request)


class LettersDiscardView(LettersOrderView):
    order = DISCARD

    @extend_schema(operation_id="dead_letters_discard_many", request=LettersOrderSerializer, responses={200: LettersDoneSerializer})
    def post(self, request: Request) -> Response:
        """Forget the letters that are meant, up to `limit`, the newest of them."""
        return super().post(request)


def _page(filters: LetterFilters) -> LetterPage:
    given: dict[str, Any] = filters.validated_data
    try:
        return find_letters(filters.is_wanted, queue=filters.queue_name, cursor=given.get("cursor", ""), limit=given["limit"])
    except CursorInvalid as error:
        raise ValidationError({"cursor": [ErrorDetail(str(error), "invalid")]}) from error
