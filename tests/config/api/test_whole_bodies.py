"""However a client sends a body, it is heard, and told when the connection ends."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from tests.config.api.conftest import Server
from tests.processes import PATIENCE_SECONDS

JSON = {"Host": "localhost", "Content-Type": "application/json"}


@pytest.fixture(params=["server", "asgi_server"])
def client(request: pytest.FixtureRequest) -> Iterator[HTTPConnection]:
    server: Server = request.getfixturevalue(request.param)
    connection = HTTPConnection(*server.address, timeout=PATIENCE_SECONDS)
    yield connection
    connection.close()


def test_a_body_in_chunks_is_read(client: HTTPConnection) -> None:
    chunks = [b'{"email": "ada@example.org", "password": "correct horse', b' battery", "nmae": "Ada"}']

    client.request("POST", "/api/v1/accounts/register/", iter(chunks), JSON, encode_chunked=True)

    faults = json.loads(client.getresponse().read())["errors"]
    assert [fault["pointer"] for fault in faults] == ["/name", "/nmae"]


def test_a_body_in_chunks_can_be_too_large(client: HTTPConnection) -> None:
    client.request("POST", "/api/v1/accounts/register/", iter([b" " * 65536] * 17), JSON, encode_chunked=True)

    response = client.getresponse()
    assert (response.status, response.getheader("Connection")) == (413, "close")


@pytest.mark.parametrize(("size", "connection"), [(65_536, ""), (65_537, "close")])
def test_who_sends_much_is_told_that_the_connection_ends(client: HTTPConnection, size: int, connection: str) -> None:
    client.request("POST", "/api/v1/jobs/", b" " * size, JSON)

    response = client.getresponse()
    assert (response.status, response.getheader("Connection", "").removeprefix("keep-alive")) == (401, connection)
