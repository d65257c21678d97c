"""What every job may be given, for programs that make forms and check data before they send it."""

from dataclasses import asdict, dataclass
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from background.engine.payload_schema import schema_of
from background.engine.registry import AnyJobType, declared
from background.exceptions import PayloadInvalid
from config.api.serializers import refuse_query


class MayKnowJobs(BasePermission):
    """Those who start jobs, and those who see everybody's."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return any(request.user.has_perm(f"background.{right}_jobs") for right in ("operate", "view"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A kind of job; `permission` is which one it takes to start it besides that to start jobs, if any; `schema` is that of its data, or
    None where they cannot be described."""

    name: str
    queue: str
    description: str
    version: int
    startable: bool
    permission: str | None
    schema: dict[str, Any] | None


class DescribedSerializer(serializers.Serializer[Described]):
    name = serializers.CharField()
    queue = serializers.CharField()
    description = serializers.CharField()
    version = serializers.IntegerField()
    startable = serializers.BooleanField(help_text="whether POST jobs/ starts it, or only code")
    permission = serializers.CharField(allow_null=True, help_text="which one POST jobs/ takes for it, besides background.operate_jobs")
    schema = serializers.DictField(allow_null=True, help_text="JSON Schema, draft 2020-12, of the data that POST jobs/ takes")


class SchemasSerializer(serializers.Serializer[Any]):
    results = DescribedSerializer(many=True)


class SchemasView(APIView):
    permission_classes = [IsAuthenticated, MayKnowJobs]

    @extend_schema(operation_id="schemas_list", responses={200: SchemasSerializer})
    def get(self, request: Request) -> Response:
        """Every kind of job, with the JSON Schema of its data. Needs `background.operate_jobs` or `background.view_jobs`."""
        refuse_query(request)
        return Response({"results": [asdict(_described(job_type)) for job_type in declared()]})


def _described(job_type: AnyJobType) -> Described:
    return Described(
        name=job_type.name,
        queue=job_type.queue,
        description=(job_type.handler.__doc__ or "").strip(),
        version=job_type.rules.version,
        startable=job_type.rules.over_http,
        permission=job_type.rules.permission or None,
        schema=_schema(job_type.payload),
    )


def _schema(payload: type) -> dict[str, Any] | None:
    try:
        return schema_of(payload)
    except PayloadInvalid:  # the system check says so
        return None
