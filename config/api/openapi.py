"""What the generated documentation would not find out by itself: our tokens and our problems."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from rest_framework.request import Request

from config.api.problem import CONTENT_TYPE

type Schema = dict[str, dict[str, dict[str, Any]]]

_TEXT = {"type": "string"}
_FAULT = {"type": "object", "required": ["pointer", "code", "detail"], "properties": {"pointer": _TEXT, "code": _TEXT, "detail": _TEXT}}
_PROBLEM = {
    "type": "object",
    "description": "Whatever goes wrong (RFC 9457). `code` is for programs, `detail` for people; `errors` points into the body.",
    "required": ["type", "title", "status", "detail", "instance", "code", "errors", "request_id"],
    "properties": {
        **dict.fromkeys(("type", "title", "detail", "instance", "code", "request_id"), _TEXT),
        "status": {"type": "integer"},
        "errors": {"type": "array", "items": _FAULT},
    },
}
_ANSWER = {"description": "A problem", "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: Token …`, with the token of `accounts/login/`."""

    target_class = "config.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        scheme: dict[str, str] = build_bearer_security_scheme_object(header_name="Authorization", token_prefix="Token")  # noqa: S106
        return scheme


class Generator(SchemaGenerator):
    """Says once of every operation how it fails, instead of ten times a page."""

    def get_schema(self, request: Request | None = None, public: bool = False) -> Schema:  # noqa: FBT001, FBT002 - theirs
        schema: Schema = super().get_schema(request=request, public=public)  # type: ignore[no-untyped-call]
        schema["components"]["schemas"]["Problem"] = _PROBLEM
        operations = [operation for path in schema["paths"].values() for operation in path.values()]
        for operation in operations:
            operation["responses"]["default"] = _ANSWER
        return schema
