"""Answers that a client need not fetch twice (RFC 9110, 8.8.3 and 13.1.2)."""

from hashlib import sha256

from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from rest_framework import status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

WEAK = "W/"
"""It is left out of the comparison: proxies take it away, and put it before others."""


def answer(request: Request, data: object) -> Response:
    """200 with the data and a weak ETag, or 304 when the client has it already."""
    etag = f'"{sha256(JSONRenderer().render(data)).hexdigest()[:32]}"'
    known = {tag.removeprefix(WEAK) for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    response = Response(status=status.HTTP_304_NOT_MODIFIED) if etag in known or "*" in known else Response(data)
    response["ETag"] = f"{WEAK}{etag}"
    patch_cache_control(response, private=True, no_cache=True)
    return response
