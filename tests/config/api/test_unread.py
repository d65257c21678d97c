"""What never gets to Django is refused in the shape of all refusals."""

import json
import os
import signal
import socket
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

import pytest

from config.dev import web
from tests.processes import PATIENCE_SECONDS, ROOT, environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where it listens, and what it says."""

    address: tuple[str, int]
    log: Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """gunicorn as `bin/dev` runs it."""
    listener, log = web.listen(0), tmp_path_factory.mktemp("gunicorn") / "log"
    environ = environment(MAIL_DIR="/nowhere", DATABASE_URL="sqlite://:memory:", REDIS_URL="redis://127.0.0.1:1/0", LOG_FORMAT="json")
    with log.open("wb") as said:
        process = subprocess.Popen(
            web.command(listener), cwd=ROOT, env=environ, pass_fds=(listener.fileno(),), process_group=0, stderr=said
        )
    yield Server(address=listener.getsockname(), log=log)
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
