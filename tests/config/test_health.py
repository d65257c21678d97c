"""Probes learn whether a process lives and whether it can work, and no secrets."""

from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from background.monitoring import requirements
from config.dev.valkey import EmbeddedValkey


def test_a_process_that_answers_is_healthy_whatever_else_is_down(client: Client) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError):
        response = client.get("/healthz/")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_process_with_all_that_it_needs_is_ready(client: Client) -> None:
    response = client.get("/readyz/")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "checks": {"database": "ok", "redis": "ok", "migrations": "ok"}}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_redis_that_stopped_is_named(client: Client, tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "data", tmp_path / "s") as server:
        url = server.url
    with override_settings(RQ_QUEUES={"default": {"URL": url}}):
        response = client.get("/readyz/")

    assert response.status_code == 503
    assert response.json()["checks"] == {"database": "ok", "redis": "does not answer", "migrations": "ok"}
    assert str(tmp_path) not in response.text


@pytest.mark.django_db
def test_a_database_that_stopped_is_named(client: Client) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError("password=secret")):
        response = client.get("/readyz/")

    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "does not answer"
    assert "secret" not in response.text


@pytest.mark.django_db
def test_missing_migrations_are_counted(client: Client) -> None:
    requirements._applied.clear()
    with patch.object(requirements, "_missing", return_value=2):
        response = client.get("/readyz/")

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "2 not applied; run manage.py migrate"


@pytest.mark.parametrize("path", ["/healthz/", "/readyz/"])
def test_probes_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
