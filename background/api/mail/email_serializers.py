"""Mails as JSON."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from background.api.mail.fields import AddressField, OneLineField
from background.api.mail.mailable import MAILABLE
from background.constants import MAX_PAYLOAD_BYTES, MailState, MailStream
from background.mail.history import Happening
from background.models import MailMessage
from config.api.serializers import StrictSerializer

MOST_RECIPIENTS = 50
_UNKNOWN_TEMPLATE = "There is no template {input!r:.80} to mail."
LONGEST_SUBJECT = 200
_HOW_LONG = f"made of the HTML where there is none; what one mail says weighs at most {MAX_PAYLOAD_BYTES:,} bytes as JSON, address included"


class EmailEventSerializer(serializers.Serializer[Happening]):
    type = serializers.CharField(help_text="a state, or what else the provider tells: opened, clicked, unsubscribed, …")
    at = serializers.DateTimeField()
    detail = serializers.CharField()


class EmailSerializer(serializers.Serializer[MailMessage]):
    """A mail and what became of it. What it says is not shown; of one that holds a secret neither is its subject."""

    id = serializers.UUIDField()
    to = serializers.CharField(source="recipient")
    subject = serializers.SerializerMethodField()
    template = serializers.CharField()
    stream = serializers.ChoiceField(choices=[stream.value for stream in MailStream])
    state = serializers.ChoiceField(choices=[state.value for state in MailState])
    reason = serializers.CharField(help_text="why it did not arrive, where that is known")
    message_id = serializers.CharField()
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    events = serializers.SerializerMethodField()
    job = serializers.SerializerMethodField()

    @extend_schema_field({"type": ["string", "null"]})
    def get_subject(self, mail: MailMessage) -> str | None:
        return None if mail.is_secret else mail.subject

    @extend_schema_field(EmailEventSerializer(many=True))
    def get_events(self, mail: MailMessage) -> Any:
        return EmailEventSerializer(self.context["histories"][mail.id], many=True).data

    @extend_schema_field({"type": ["string", "null"], "description": "The address of the job that sends it."})
    def get_job(self, mail: MailMessage) -> str | None:
        return reverse("api:background:job", args=[mail.job_id]) if mail.job_id else None


class EmailPageSerializer(serializers.Serializer[Any]):
    results = EmailSerializer(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class NewEmailSerializer(StrictSerializer):
    """What a template says about a context, or a subject with a text, HTML, or both."""

    to = serializers.ListField(
        child=AddressField(max_length=320), min_length=1, max_length=MOST_RECIPIENTS, help_text="each gets a message of their own"
    )
    template = serializers.ChoiceField(choices=sorted(MAILABLE), required=False, error_messages={"invalid_choice": _UNKNOWN_TEMPLATE})
    context = serializers.DictField(required=False)  # type: ignore[assignment]  # DRF takes declared fields off the class
    subject = OneLineField(max_length=LONGEST_SUBJECT, required=False)
    text = serializers.CharField(required=False, trim_whitespace=False, help_text=_HOW_LONG)
    html = serializers.CharField(required=False, trim_whitespace=False, help_text="made of the text where there is none")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        written, templated = {"subject", "text", "html"} & set(attrs), {"template", "context"} & set(attrs)
        if written and templated:
            raise serializers.ValidationError("Give a template with its context, or a subject with text or html.", code="contradiction")
        if templated and "template" not in attrs:
            raise serializers.ValidationError({"template": "A context needs its template."}, code="required")
        if not templated and not ("subject" in attrs and written - {"subject"}):
            raise serializers.ValidationError("Give a template, or a subject with text or html.", code="required")
        return attrs
