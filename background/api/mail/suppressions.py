"""Suppressed addresses over HTTP: see them, add one, take one away."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.api.mail.fields import AddressField
from background.api.mail.rights import MayUseMail
from background.api.rows import PageFilters, page_of
from background.constants import SuppressionReason
from background.mail.address import comparable
from background.mail.by_hand import allow_by_hand, suppress_by_hand
from background.models import Suppression
from config.api.idempotency import idempotent
from config.api.serializers import StrictSerializer

REASONS = [reason.value for reason in SuppressionReason]


class SuppressionSerializer(serializers.Serializer[Suppression]):
    id = serializers.IntegerField()
    address = serializers.CharField()
    reason = serializers.ChoiceField(choices=REASONS)
    detail = serializers.CharField()
    since = serializers.DateTimeField()


class SuppressionFilters(PageFilters):
    address = serializers.CharField(max_length=320, required=False)
    reason = serializers.ChoiceField(choices=REASONS, required=False)


class NewSuppressionSerializer(StrictSerializer):
    address = AddressField(max_length=320)
    reason = serializers.ChoiceField(choices=REASONS, default=SuppressionReason.MANUAL.value)
    detail = serializers.CharField(max_length=500, default="", allow_blank=True)


class UnwantedSuppressionSerializer(StrictSerializer):
    address = serializers.CharField(max_length=320)
    reason = serializers.ChoiceField(choices=REASONS, required=False, help_text="without it, for whatever reason")


class SuppressionsView(APIView):
    permission_classes = [IsAuthenticated, MayUseMail]

    @extend_schema(operation_id="suppressions_list", parameters=[SuppressionFilters], responses={200: SuppressionSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """The addresses to which nothing is mailed, the latest first. Needs `background.view_mail`."""
        given = SuppressionFilters(data=request.query_params)
        given.is_valid(raise_exception=True)
        return page_of(request, _wanted(given.validated_data), given, lambda rows: [_shown(row) for row in rows])

    @extend_schema(
        operation_id="suppressions_create",
        request=NewSuppressionSerializer,
        responses={201: SuppressionSerializer, 200: OpenApiResponse(SuppressionSerializer, description="It was there already.")},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Mail nothing more to an address. Needs `background.operate_mail`."""
        given = NewSuppressionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row, is_new = suppress_by_hand(**given.validated_data, by=request.user.pk)
        return Response(_shown(row), status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(operation_id="suppressions_destroy", parameters=[UnwantedSuppressionSerializer], responses={204: None})
    def delete(self, request: Request) -> Response:
        """Mail to an address again: `?address=`, and `&reason=` for one of several. Needs `background.operate_mail`."""
        given = UnwantedSuppressionSerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        return _allow(_wanted(given.validated_data), request)


class SuppressionView(APIView):
    permission_classes = [IsAuthenticated, MayUseMail]

    @extend_schema(operation_id="suppressions_retrieve", responses={200: SuppressionSerializer})
    def get(self, request: Request, number: int) -> Response:
        """One of them. Needs `background.view_mail`."""
        return Response(_shown(get_object_or_404(Suppression, pk=number)))

    @extend_schema(operation_id="suppressions_destroy_one", responses={204: None})
    def delete(self, request: Request, number: int) -> Response:
        """Mail to it again, as far as this reason goes. Needs `background.operate_mail`."""
        return _allow(Suppression.objects.filter(pk=number), request)


def _allow(rows: QuerySet[Suppression], request: Request) -> Response:
    if not allow_by_hand(rows, by=request.user.pk):
        raise NotFound("No such address is suppressed.")
    return Response(status=status.HTTP_204_NO_CONTENT)


def _wanted(given: dict[str, Any]) -> QuerySet[Suppression]:
    conditions = {name: read(given[name]) for name, read in (("address", comparable), ("reason", str.lower)) if name in given}
    return Suppression.objects.filter(**conditions)


def _shown(row: Suppression) -> object:
    return SuppressionSerializer(row).data
