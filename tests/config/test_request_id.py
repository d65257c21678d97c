"""Every request has an id that its answer carries, and nobody can write what they like with it."""

import uuid

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from structlog.contextvars import get_contextvars

from background.engine.context import current_caller
from config.request_id import RequestIdMiddleware


@pytest.mark.parametrize("given", ["a" * 8, "A-z-0-9-", "0" * 64, "2f1c9f4e-6f0a-4b57-9d57-0a3c1f0b7e11"])
def test_a_harmless_id_is_kept(given: str) -> None:
    assert Client().get("/healthz/", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "a" * 7, "a" * 65, "abcdefgh\n", "abc def gh", "<script>", "é" * 8, "\uff11" * 8, "../../etc"])
def test_any_other_is_replaced(given: str) -> None:
    answered = Client().get("/healthz/", HTTP_X_REQUEST_ID=given)["X-Request-ID"]

    assert answered != given
    assert str(uuid.UUID(answered)) == answered


def test_views_logs_and_jobs_know_it() -> None:
    known: list[object] = []

    def view(request: HttpRequest) -> HttpResponse:
        known.extend([request.request_id, get_contextvars()["request_id"], current_caller().request_id])  # type: ignore[attr-defined]
        return HttpResponse()

    RequestIdMiddleware(view)(RequestFactory().get("/", HTTP_X_REQUEST_ID="12345678-abc"))

    assert known == ["12345678-abc"] * 3
    assert current_caller().request_id == ""
    assert "request_id" not in get_contextvars()


def test_two_requests_have_two() -> None:
    assert Client().get("/healthz/")["X-Request-ID"] != Client().get("/healthz/")["X-Request-ID"]
