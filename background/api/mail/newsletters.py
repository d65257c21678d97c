"""Newsletters over HTTP: compose one, change a draft, look at one."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.etag import answer
from background.api.mail.fields import OneLineField
from background.api.mail.newsletter import NewsletterSerializer, found, refused_in_wrong_states, shown, shown_together
from background.api.mail.rights import MayOrderMail, MayUseMail
from background.api.rows import PageFilters, page_of
from background.constants import NewsletterState
from background.mail.newsletters import life
from background.mail.newsletters.clean import NOTHING_LEFT, says_nothing
from background.models import Newsletter
from config.api.idempotency import idempotent
from config.api.serializers import StrictSerializer

LONGEST_PART = 300_000
"""Characters."""


class NewsletterFilters(PageFilters):
    state = serializers.ChoiceField(choices=[state.value for state in NewsletterState], required=False)


class HtmlField(serializers.CharField):
    """HTML of which something is left when it is cleaned."""

    def to_internal_value(self, data: Any) -> str:
        html = str(super().to_internal_value(data))
        if says_nothing(html):
            raise serializers.ValidationError(NOTHING_LEFT, code="says_nothing")
        return html


class NewNewsletterSerializer(StrictSerializer):
    """Fields, `{{ name }}` or `{{ name|friend }}`, are replaced by what a recipient's context says."""

    subject = OneLineField(max_length=200)
    html = HtmlField(max_length=LONGEST_PART, help_text="cleaned: only what mail programs show, and what can do no harm")
    text = serializers.CharField(max_length=LONGEST_PART, default="", allow_blank=True, help_text="made from the HTML if it is empty")


class ChangedNewsletterSerializer(StrictSerializer):
    subject = OneLineField(max_length=200, required=False)
    html = HtmlField(max_length=LONGEST_PART, required=False)
    text = serializers.CharField(max_length=LONGEST_PART, required=False, allow_blank=True)


class NewslettersView(APIView):
    permission_classes = [IsAuthenticated, MayUseMail]

    @extend_schema(operation_id="newsletters_list", parameters=[NewsletterFilters], responses={200: NewsletterSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """All newsletters, the latest first. Needs `background.view_mail`."""
        given = NewsletterFilters(data=request.query_params)
        given.is_valid(raise_exception=True)
        state = given.validated_data.get("state")
        rows = Newsletter.objects.filter(state=state) if state else Newsletter.objects.all()
        return page_of(request, rows, given, shown_together)

    @extend_schema(operation_id="newsletters_create", request=NewNewsletterSerializer, responses={201: NewsletterSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """A draft. Needs `background.operate_mail`."""
        given = NewNewsletterSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        body = shown(life.compose(**given.validated_data, owner=str(request.user.pk)))
        return Response(body, status=status.HTTP_201_CREATED, headers={"Location": body["links"]["self"]})


class NewsletterView(APIView):
    permission_classes = [IsAuthenticated, MayOrderMail]

    @extend_schema(operation_id="newsletters_retrieve", responses={200: NewsletterSerializer})
    def get(self, request: Request, newsletter_id: UUID) -> Response:
        """One newsletter, and how far it is. Needs `background.view_mail`."""
        return answer(request, shown(found(newsletter_id)))

    @extend_schema(operation_id="newsletters_update", request=ChangedNewsletterSerializer, responses={200: NewsletterSerializer})
    @refused_in_wrong_states
    def patch(self, request: Request, newsletter_id: UUID) -> Response:
        """Change a draft. Needs `background.operate_mail` and `background.view_mail`."""
        newsletter = found(newsletter_id)
        given = ChangedNewsletterSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        content: dict[str, Any] = {name: getattr(newsletter, name) for name in ("subject", "html", "text")}
        life.rewrite(newsletter_id, **content | given.validated_data)
        return Response(shown(found(newsletter_id)))
