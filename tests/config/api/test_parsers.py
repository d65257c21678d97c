"""A hostile body is a 400 with a code, never a 500."""

import json
from typing import Any

import pytest
from django.test import Client

from config.api.parsers import MAX_BYTES, MAX_DEPTH

pytestmark = pytest.mark.django_db


def send(body: str | bytes, content_type: str = "application/json") -> Any:
    return Client(raise_request_exception=False).generic("POST", "/api/v1/accounts/login/", body, content_type)


def nested(depth: int) -> str:
    """An object that is `depth` containers deep."""
    return '{"a":' + "[" * (depth - 1) + "]" * (depth - 1) + "}"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{", "malformed_json"),
        ("{'a': 1}", "malformed_json"),
        ('{"a": 1} x', "malformed_json"),
        (b'{"a": "\xff"}', "malformed_json"),
        (b'\xff\xfe{\x00"\x00', "malformed_json"),
        ('{"a": "\n"}', "malformed_json"),
        ("\0", "malformed_json"),
        ("[]", "not_an_object"),
        ("null", "not_an_object"),
        ("1", "not_an_object"),
        ('{"a": NaN}', "malformed_json"),
        ('{"a": -Infinity}', "malformed_json"),
        ('{"a": ' + str(10**400) + "}", "number_out_of_range"),
        ('{"a": ' + "9" * 100_000 + "}", "number_out_of_range"),
        ('{"a": 9223372036854775808}', "number_out_of_range"),
        ('{"a": 1e400}', "number_out_of_range"),
        ('{"a": "\\u0000"}', "nul_character"),
        ('{"\\u0000": 1}', "nul_character"),
        ('{"a": [{"b": "\\ud800"}]}', "lone_surrogate"),
        ('{"\\udc00": 1}', "lone_surrogate"),
        (nested(MAX_DEPTH + 1), "too_deep"),
        (nested(100_000), "too_deep"),
        ("[" * 100_000 + "]" * 100_000, "too_deep"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "too_deep"),
    ],
)
def test_it_is_refused(body: str | bytes, code: str) -> None:
    response = send(body)

    assert (response.status_code, response.json()["code"]) == (400, code)


@pytest.mark.parametrize(
    "body",
    [nested(MAX_DEPTH), '{"email": 1, "email": 2}', '{"a": "\\ud83d\\ude00 😀"}', '{"a": 9223372036854775807}', "\ufeff{}", "{}", ""],
)
def test_what_is_only_odd_reaches_the_view(body: str) -> None:
    assert send(body).json()["code"] == "invalid"


def test_a_body_that_is_too_large_is_a_413() -> None:
    response = send(json.dumps({"email": "x" * MAX_BYTES}))

    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_a_body_of_the_largest_size_is_read() -> None:
    body = json.dumps({"email": ""})

    assert send(body.replace('""', f'"{"x" * (MAX_BYTES - len(body))}"')).status_code == 400


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x", ""])
def test_other_media_types_are_a_415(content_type: str) -> None:
    assert send("a=1", content_type).status_code == 415
