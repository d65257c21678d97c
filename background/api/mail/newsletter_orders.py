"""What can be done with a newsletter over HTTP: send it, now or at a time, pause, resume and cancel it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.jobs import POLL_AFTER_SECONDS
from background.api.mail.bulk_emails import InvalidRecipientSerializer
from background.api.mail.newsletter import NewsletterSerializer, found, refused_in_wrong_states, shown
from background.api.mail.recipients import Recipients, recipients_of
from background.api.mail.rights import MayOrderMail
from background.exceptions import NoAudience
from background.models import Newsletter
from background.queues.email import newsletters
from background.queues.email.newsletters import NewsletterAccepted
from config.api.idempotency import idempotent
from config.api.serializers import StrictSerializer, refuse_body


class SendNewsletterSerializer(StrictSerializer):
    recipients = Recipients(required=False, help_text="without them, all who subscribed")
    run_at = serializers.DateTimeField(required=False, help_text="now, if it is over")


class NewsletterAcceptedSerializer(serializers.Serializer[NewsletterAccepted]):
    accepted = serializers.IntegerField(help_text="0 where all are written to who subscribed: they are counted as they are found")
    suppressed = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    invalid = InvalidRecipientSerializer(many=True)


class SentNewsletterSerializer(NewsletterSerializer):
    recipients = NewsletterAcceptedSerializer()


class OrderView(APIView):
    permission_classes = [IsAuthenticated, MayOrderMail]


class NewsletterSendView(OrderView):
    throttle_scope = "bulk"

    @extend_schema(operation_id="newsletters_send", request=SendNewsletterSerializer, responses={202: SentNewsletterSerializer})
    @idempotent
    @refused_in_wrong_states
    def post(self, request: Request, newsletter_id: UUID) -> Response:
        """Send a draft, to these or to all who subscribed. The first mail goes in ten seconds, until which it can be called off."""
        newsletter = found(newsletter_id)
        given = SendNewsletterSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        accepted = _send(newsletter, **given.validated_data)
        return _accepted(newsletter, {"recipients": NewsletterAcceptedSerializer(accepted).data})


class NewsletterPauseView(OrderView):
    @extend_schema(operation_id="newsletters_pause", request=None, responses={202: NewsletterSerializer})
    @refused_in_wrong_states
    def post(self, request: Request, newsletter_id: UUID) -> Response:
        """Hand over no further mail until it is resumed."""
        return _ordered(request, newsletter_id, newsletters.pause)


class NewsletterResumeView(OrderView):
    @extend_schema(operation_id="newsletters_resume", request=None, responses={202: NewsletterSerializer})
    @refused_in_wrong_states
    def post(self, request: Request, newsletter_id: UUID) -> Response:
        """Go on, within half a minute."""
        return _ordered(request, newsletter_id, newsletters.resume)


class NewsletterCancelView(OrderView):
    @extend_schema(operation_id="newsletters_cancel", request=None, responses={202: NewsletterSerializer})
    @refused_in_wrong_states
    def post(self, request: Request, newsletter_id: UUID) -> Response:
        """Send none of the mails that wait."""
        return _ordered(request, newsletter_id, newsletters.cancel)


def _send(newsletter: Newsletter, recipients: list[object] | None = None, **when: Any) -> NewsletterAccepted:
    try:
        return newsletters.send(newsletter, recipients=None if recipients is None else recipients_of(recipients, {}), **when)
    except NoAudience as error:
        raise ValidationError({"recipients": [ErrorDetail(str(error), "required" if recipients is None else "invalid")]}) from error


def _ordered(request: Request, newsletter_id: UUID, order: newsletters.Order) -> Response:
    newsletter = found(newsletter_id)
    refuse_body(request)
    order(newsletter)
    return _accepted(newsletter)


def _accepted(newsletter: Newsletter, more: Mapping[str, object] | None = None) -> Response:
    newsletter.refresh_from_db()
    body = shown(newsletter)
    headers = {"Location": body["links"]["self"], "Retry-After": POLL_AFTER_SECONDS}
    return Response({**body, **(more or {})}, status=status.HTTP_202_ACCEPTED, headers=headers)
