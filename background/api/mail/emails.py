"""Mails as resources: send some, look at one, list them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.etag import answer
from background.api.jobs import POLL_AFTER_SECONDS
from background.api.mail.email_filters import EmailFilters
from background.api.mail.email_serializers import EmailPageSerializer, EmailSerializer, NewEmailSerializer
from background.api.mail.mailable import MAILABLE
from background.api.mail.rights import MayOperateMail
from background.api.pagination import paged
from background.constants import MAX_PAYLOAD_BYTES
from background.engine.handle import Handle
from background.exceptions import CursorInvalid, FieldMissing, PayloadInvalid, PayloadTooLarge
from background.ledger.browse import row_of
from background.mail.address import each_once
from background.mail.history import histories
from background.mail.log import find
from background.models import MailMessage
from background.queues.email.queue import EmailQueue
from config.api.idempotency import idempotent


class EmailsView(APIView):
    permission_classes = [IsAuthenticated, MayOperateMail]

    @extend_schema(operation_id="emails_list", parameters=[EmailFilters], responses={200: EmailPageSerializer})
    def get(self, request: Request) -> Response:
        """The mails of your own jobs, newest first; with `background.view_mail` everybody's."""
        filters = EmailFilters(data=request.query_params)
        filters.is_valid(raise_exception=True)
        given = filters.validated_data
        try:
            page = find(filters.wanted(owner=_only_of(request)), cursor=given.get("cursor", ""), limit=given["limit"])
        except CursorInvalid as error:
            raise ValidationError({"cursor": [ErrorDetail(str(error), "invalid")]}) from error
        return paged(request, _shown(page.rows), older=page.older, newer=page.newer)

    @extend_schema(operation_id="emails_create", request=NewEmailSerializer, responses={202: EmailPageSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Send a mail to each address. Needs the permission `background.operate_mail`."""
        wanted = NewEmailSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        handles = _send(EmailQueue(owner=request.user.pk), **wanted.validated_data)
        mails = list(MailMessage.objects.filter(pk__in=[UUID(handle.id) for handle in handles]).order_by("id"))
        headers = {"Location": reverse("api:background:job", args=[handles[0].id]), "Retry-After": POLL_AFTER_SECONDS}
        return Response({"results": _shown(mails), "next": None, "previous": None}, status=status.HTTP_202_ACCEPTED, headers=headers)


class EmailView(APIView):
    @extend_schema(
        operation_id="emails_retrieve", responses={200: EmailSerializer, 304: OpenApiResponse(description="Nothing has changed.")}
    )
    def get(self, request: Request, mail_id: UUID) -> Response:
        """One mail, with all that happened to it."""
        mail = MailMessage.objects.filter(pk=mail_id).defer("body", "context").first()
        if mail is None or not _may_see(request, mail):
            raise NotFound("There is no such mail.")
        return answer(request, _shown([mail])[0])


def _only_of(request: Request) -> str:
    return "" if request.user.has_perm("background.view_mail") else str(request.user.pk)


def _may_see(request: Request, mail: MailMessage) -> bool:
    owner = _only_of(request)
    if not owner:
        return True
    job = row_of(mail.job_id) if mail.job_id else None
    return job is not None and job.owner == owner


def _shown(mails: Sequence[MailMessage]) -> Any:
    rows: Any = mails
    return EmailSerializer(rows, many=True, context={"histories": histories(mails)}).data


@transaction.atomic
def _send(queue: EmailQueue, *, to: Sequence[str], **said: Any) -> list[Handle[Any]]:
    """All of them or none. Of the same address, in whatever case, the first counts."""
    send = _by_template if "template" in said else _as_written
    try:
        return [send(queue, address, **said) for address in each_once(to)]
    except PayloadTooLarge as error:
        raise _too_large(error, said) from error


def _too_large(error: PayloadTooLarge, said: Mapping[str, Any]) -> ValidationError:
    part = "context" if "template" in said else max(("text", "html"), key=lambda name: len(said.get(name, "")))
    detail = (
        f"The mail weighs {error.size:,} bytes as the JSON that its job holds, address and subject included, and the limit is "
        f"{MAX_PAYLOAD_BYTES:,}: shorten its {part} by {error.size - MAX_PAYLOAD_BYTES:,}, or put what is long behind a link."
    )
    return ValidationError({part: [ErrorDetail(detail, "too_large")]})


def _by_template(queue: EmailQueue, email: str, *, template: str, context: dict[str, object] | None = None) -> Handle[Any]:
    try:
        return MAILABLE[template](queue)({**(context or {}), "email": email})
    except PayloadTooLarge:
        raise
    except PayloadInvalid as error:
        code = "missing_context" if isinstance(error, FieldMissing) else "invalid_context"
        raise ValidationError({"context": [ErrorDetail(str(error), code)]}) from error


def _as_written(queue: EmailQueue, email: str, *, subject: str, text: str = "", html: str = "") -> Handle[Any]:
    return queue.add_email_job(email=email, subject=subject, body=html, text=text)
