"""A newsletter as JSON, and what is answered when it is not where in its life it should be."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, status
from rest_framework.response import Response

from background.constants import NewsletterState
from background.exceptions import NewsletterStateWrong
from background.mail.bulk.mailing import MailingProgress, progress_of_all
from background.models import Newsletter
from config.api.problems import Refusal

LINKS = {
    "self": "newsletter",
    "send": "newsletter-send",
    "pause": "newsletter-pause",
    "resume": "newsletter-resume",
    "cancel": "newsletter-cancel",
}


class MailingProgressSerializer(serializers.Serializer[MailingProgress]):
    total = serializers.IntegerField()
    sent = serializers.IntegerField(help_text="a server has taken them")
    failed = serializers.IntegerField()
    suppressed = serializers.IntegerField(help_text="their addresses get none")
    waiting = serializers.IntegerField()
    percent = serializers.IntegerField()


class NewsletterSerializer(serializers.Serializer[Newsletter]):
    id = serializers.UUIDField()
    subject = serializers.CharField()
    html = serializers.CharField()
    text = serializers.CharField()
    state = serializers.ChoiceField(choices=[state.value for state in NewsletterState])
    run_at = serializers.DateTimeField(allow_null=True)
    batch = serializers.UUIDField(source="batch_id", allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    progress = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    @extend_schema_field(MailingProgressSerializer)
    def get_progress(self, newsletter: Newsletter) -> Any:
        return MailingProgressSerializer(self.context["progress"].get(newsletter.batch_id, MailingProgress({}))).data

    @extend_schema_field({"type": "object", "properties": {name: {"type": "string"} for name in LINKS}})
    def get_links(self, newsletter: Newsletter) -> dict[str, str]:
        return {name: reverse(f"api:background:{view}", args=[newsletter.pk]) for name, view in LINKS.items()}


def found(newsletter_id: UUID) -> Newsletter:
    """
    Raises:
        Http404: there is none.
    """
    return get_object_or_404(Newsletter, pk=newsletter_id)


def shown(newsletter: Newsletter) -> Any:
    return shown_together([newsletter])[0]


def shown_together(newsletters: Sequence[Newsletter]) -> list[Any]:
    """How far each is, is counted for all of them at once."""
    progress = progress_of_all([newsletter.batch_id for newsletter in newsletters if newsletter.batch_id])
    return [NewsletterSerializer(newsletter, context={"progress": progress}).data for newsletter in newsletters]


def refused_in_wrong_states(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Answers 409 where it cannot be done with a newsletter in its state."""

    @wraps(handler)
    def guarded(*args: Any, **kwargs: Any) -> Response:
        try:
            return handler(*args, **kwargs)
        except NewsletterStateWrong as error:
            raise Refusal(status.HTTP_409_CONFLICT, "wrong_state", str(error)) from error

    return guarded
