"""The same mail to many, over HTTP."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.jobs import POLL_AFTER_SECONDS
from background.api.mail.recipients import Recipients, recipients_of
from background.api.mail.rights import MayUseMail
from background.exceptions import PayloadInvalid
from background.mail.bulk.recipient import InvalidRecipient
from background.queues.email.bulk import BulkAccepted
from background.queues.email.queue import EmailQueue
from config.api.idempotency import idempotent
from config.api.serializers import StrictSerializer


class BulkEmailsSerializer(StrictSerializer):
    template = serializers.CharField(max_length=100, help_text="of those in `templates/emails`, without an ending")
    context = serializers.DictField(default=dict, help_text="what it says to all of them; a recipient's own goes before it")  # type: ignore[assignment]  # DRF takes declared fields off the class
    recipients = Recipients()
    run_after = serializers.DateTimeField(required=False, help_text="none is sent before")


class InvalidRecipientSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="in `recipients`, from 0")
    code = serializers.CharField()
    missing = serializers.ListField(child=serializers.CharField(), required=False, help_text="names that its context lacks")

    def to_representation(self, instance: InvalidRecipient) -> dict[str, Any]:
        return {name: value for name, value in super().to_representation(instance).items() if name != "missing" or value}


class BulkAcceptedSerializer(serializers.Serializer[BulkAccepted]):
    accepted = serializers.IntegerField(help_text="how many mails are on their way")
    suppressed = serializers.IntegerField(help_text="how many addresses get none")
    duplicates = serializers.IntegerField(help_text="how many came again, in whatever case")
    invalid = InvalidRecipientSerializer(many=True)
    batch = serializers.UUIDField(source="batch.id")


class BulkEmailsView(APIView):
    permission_classes = [IsAuthenticated, MayUseMail]
    throttle_scope = "bulk"

    @extend_schema(operation_id="emails_bulk", request=BulkEmailsSerializer, responses={202: BulkAcceptedSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """Mail a template to at most 10,000. Bad recipients are answered and do not stop the others. `Location` is the batch's."""
        wanted = BulkEmailsSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        accepted = _accept(str(request.user.pk), **wanted.validated_data)
        headers = {"Location": reverse("api:background:batch", args=[accepted.batch.id]), "Retry-After": POLL_AFTER_SECONDS}
        return Response(BulkAcceptedSerializer(accepted).data, status=status.HTTP_202_ACCEPTED, headers=headers)


def _accept(owner: str, *, template: str, context: dict[str, object], recipients: list[object], **when: datetime) -> BulkAccepted:
    try:
        return EmailQueue(owner=owner).add_bulk_email_jobs(template=template, recipients=recipients_of(recipients, context), **when)
    except PayloadInvalid as error:
        raise ValidationError({"template": [ErrorDetail(str(error), "invalid")]}) from error
