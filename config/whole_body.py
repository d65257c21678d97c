"""Hear a body whose length was not said beforehand (`Transfer-Encoding: chunked`, RFC 9112, 7.1).

Without it Django behind WSGI, and the REST framework behind both, would take it for an empty one: a newsletter meant for two
would go to everybody. Of a body that is too large one byte more than is allowed is kept, enough to refuse it.
"""

from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Send = Callable[[Mapping[str, Any]], Awaitable[None]]
type ASGIApplication = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def behind_wsgi(application: "WSGIApplication") -> "WSGIApplication":
    """The same application, told how long each body is. A server that does not say where a body ends is left alone."""

    def answer(environ: dict[str, Any], start_response: "StartResponse") -> Any:
        if not environ.get("CONTENT_LENGTH") and environ.get("wsgi.input_terminated"):
            body = environ["wsgi.input"].read(_enough())
            environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return application(environ, start_response)

    return answer


def behind_asgi(application: ASGIApplication) -> ASGIApplication:
    """The same application, told how long each body is."""

    async def answer(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and b"content-length" not in dict(scope["headers"]):
            first = await _whole(receive)
            length = str(len(first.get("body", b""))).encode()
            scope = {**scope, "headers": [*scope["headers"], (b"content-length", length)]}
            receive = _again(first, receive)
        await application(scope, receive, send)

    return answer


async def _whole(receive: Receive) -> Mapping[str, Any]:
    """All messages of a body as one; or that the client hung up before its end."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return message
        body += message.get("body", b"")[: _enough() - len(body)]
        more = message.get("more_body", False)
    return {"type": "http.request", "body": body, "more_body": False}


def _again(first: Mapping[str, Any], receive: Receive) -> Receive:
    heard = [first]

    async def answer() -> Mapping[str, Any]:
        return heard.pop() if heard else await receive()

    return answer


def _enough() -> int:
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
