"""What never gets to Django is refused in the shape of all refusals."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest

from config.dev import web
from tests.processes import PATIENCE_SECONDS, ROOT, environment


@pytest.fixture(scope="module")
def server() -> Iterator[socket.socket]:
    """gunicorn as `bin/dev` runs it."""
    listener = web.listen(0)
    environ = environment(MAIL_DIR="/nowhere", DATABASE_URL="sqlite://:memory:", REDIS_URL="redis://127.0.0.1:1/0")
    process = subprocess.Popen(web.command(listener), cwd=ROOT, env=environ, pass_fds=(listener.fileno(),), process_group=0)
    yield listener
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    listener.close()


@pytest.mark.parametrize(
    ("request_text", "status", "code"),
    [
        (f"GET /api/v1/jobs/?cursor={'x' * 9000} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, "url_too_long"),
        (f"GET /api/v1/jobs/ HTTP/1.1\r\nHost: localhost\r\nX-Long: {'x' * 9000}\r\n\r\n", 431, "headers_too_large"),
        ("GET /api/v1/jobs/ HTTP/1.1\r\nHost : localhost\r\n\r\n", 400, "bad_request"),
    ],
)
def test_a_request_that_gunicorn_does_not_read_is_a_problem(server: socket.socket, request_text: str, status: int, code: str) -> None:
    with socket.create_connection(server.getsockname(), timeout=PATIENCE_SECONDS) as client:
        client.sendall(request_text.encode())
        response = HTTPResponse(client)
        response.begin()
        body = json.loads(response.read())

    assert (response.status, response.headers["Content-Type"]) == (status, "application/problem+json")
    assert (body["status"], body["code"]) == (status, code)
    assert body["detail"]
