"""What gunicorn refuses before Django sees it, such as a URL that is too long, is a problem like every other."""

import json
import logging
import uuid
from http import HTTPStatus
from socket import socket

from gunicorn import util
from gunicorn.http.message import Request

from config.api.problem import CONTENT_TYPE, Problem, body_of, for_status
from config.request_id import HEADER

log = logging.getLogger("config.api")

READ_ON = 64 * 1024
"""Bytes that gunicorn reads of what nobody wanted, so that the connection can be kept."""


def install() -> None:
    """Answer in the place of `gunicorn.util.write_error`, which writes HTML and can be told nothing else."""
    util.write_error = answer


def announce_close(request: Request) -> None:
    """Say `Connection: close` to whoever sends much. Of a body that Django refuses unread gunicorn reads 64 KiB and then hangs
    up, and a client that was told `keep-alive` would lose its next request with it."""
    headers = dict(request.headers)
    if int(headers.get("CONTENT-LENGTH", 0)) > READ_ON or "TRANSFER-ENCODING" in headers:
        request.must_close = True


def answer(client: socket, status: int, reason: str, message: str) -> None:
    """As `write_error`: say that the request was not understood, and why. Which request it was is not known for sure, so its
    id is one of ours, under which the log has the refusal."""
    known, request_id = for_status(status), str(uuid.uuid4())
    problem = Problem(status=status, code=known.code, detail=message or known.detail)
    log.warning("request not read", extra={"request_id": request_id, "status": status, "code": problem.code})
    body = json.dumps(body_of(problem, instance="", request_id=request_id)).encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Connection: close",
        f"{HEADER}: {request_id}",
        f"Content-Type: {CONTENT_TYPE}",
        f"Content-Length: {len(body)}",
    )
    util.write_nonblock(client, "\r\n".join((*head, "", "")).encode() + body)
