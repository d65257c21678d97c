"""What never gets to Django is refused in the shape of all refusals."""

import json
import socket
import uuid
from http.client import HTTPResponse

import pytest

from tests.config.api.conftest import Server
from tests.processes import PATIENCE_SECONDS


@pytest.mark.parametrize(
    ("request_text", "status", "code"),
    [
        (f"GET /api/v1/jobs/?cursor={'x' * 9000} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, "url_too_long"),
        (f"GET /api/v1/jobs/ HTTP/1.1\r\nHost: localhost\r\nX-Long: {'x' * 9000}\r\n\r\n", 431, "headers_too_large"),
        ("GET /api/v1/jobs/ HTTP/1.1\r\nHost : localhost\r\n\r\n", 400, "bad_request"),
    ],
)
def test_a_request_that_gunicorn_does_not_read_is_a_problem(server: Server, request_text: str, status: int, code: str) -> None:
    with socket.create_connection(server.address, timeout=PATIENCE_SECONDS) as client:
        client.sendall(request_text.encode())
        response = HTTPResponse(client)
        response.begin()
        body = json.loads(response.read())

    assert (response.status, response.headers["Content-Type"]) == (status, "application/problem+json")
    assert (body["status"], body["code"]) == (status, code)
    assert body["detail"]
    assert str(uuid.UUID(body["request_id"])) == response.headers["X-Request-ID"]
    logged = [json.loads(line) for line in server.log.read_text().splitlines() if body["request_id"] in line]
    assert [(line["event"], line["status"]) for line in logged] == [("request not read", status)]
