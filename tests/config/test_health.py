"""Probes learn whether a process lives and whether it can work, and no secrets."""

from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from background.exceptions import QueueUnavailable
from background.mail.transport.breaker import Breaker
from background.mail.transport.unavailable import Trouble, Unavailable
from background.monitoring import requirements
from background.monitoring.doctor.finding import Gravity
from background.monitoring.doctor.mail_providers import mail_providers
from background.rq_adapter.connection import connection as connection_of_queues
from config.dev.valkey import EmbeddedValkey


def test_a_process_that_answers_is_healthy_whatever_else_is_down(client: Client) -> None:
    with patch.object(connection, "cursor", side_effect=OperationalError):
        response = client.get("/healthz/")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_process_with_all_that_it_needs_is_ready(client: Client) -> None:
    response = client.get("/readyz/")

    assert response.status_code == 200
    told = {"mail": "ok", "durability": "ok"}
    assert response.json() == {"status": "ok", "checks": {"database": "ok", "redis": "ok", "migrations": "ok"}, **told}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_redis_that_refuses_to_work_does_not_count_as_one_that_is_silent(client: Client) -> None:
    with patch("background.monitoring.requirements.ping", side_effect=QueueUnavailable("Redis refuses to work: MISCONF")):
        response = client.get("/readyz/")

    assert (response.status_code, response.json()["checks"]["redis"]) == (503, "refuses to work: MISCONF")


@pytest.mark.django_db
def test_a_redis_that_stopped_is_named(client: Client, tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "data", tmp_path / "s") as server:
        url = server.url
    with override_settings(RQ_QUEUES={"default": {"URL": url}}):
        response = client.get("/readyz/")

    assert response.status_code == 503
    assert response.json()["checks"] == {"database": "ok", "redis": "does not answer", "migrations": "ok"}
    assert response.json()["mail"] == "unknown while Redis does not answer"
    assert response.json()["durability"] == "unknown: Redis does not answer"
    assert str(tmp_path) not in response.text


@pytest.mark.django_db
def test_a_mail_provider_that_is_left_alone_is_told_of_and_nobody_is_less_ready(client: Client) -> None:
    said = Unavailable(provider="mail.internal:587", trouble=Trouble.NOT_LET_IN, code=535, reply="5.7.8 wrong password for app@example.org")
    Breaker("mail.internal:587").note(said)

    response = client.get("/readyz/")

    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert response.json()["mail"] == "1 provider left alone: it does not let us in"
    assert [(found.what, found.gravity) for found in mail_providers()] == [
        ("mail.internal:587 takes no mail: it does not let us in: 535 5.7.8 wrong password for a***@example.org", Gravity.ERROR)
    ]


@pytest.mark.django_db
def test_a_redis_that_may_lose_jobs_is_told_of_and_nobody_is_less_ready(client: Client, tmp_path: Path) -> None:
    with EmbeddedValkey(tmp_path / "data", tmp_path / "s") as server, override_settings(RQ_QUEUES={"default": {"URL": server.url}}):
        redis = connection_of_queues()
        for name, value in (("appendonly", "no"), ("save", ""), ("maxmemory-policy", "allkeys-lru")):
            redis.config_set(name, value)

        response = client.get("/readyz/")

    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert response.json()["durability"] == (
        "it forgets keys when it is full (allkeys-lru); it writes no file, so a restart empties the queues"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("refused", "durability"),
    [
        ("config", "unknown whether it writes a file: it appends to none, and refuses CONFIG"),
        ("info", "unknown: Redis refuses to work: NoPermissionError"),
    ],
)
def test_a_redis_that_refuses_to_tell_is_not_called_durable(client: Client, tmp_path: Path, refused: str, durability: str) -> None:
    with EmbeddedValkey(tmp_path / "data", tmp_path / "s") as server, override_settings(RQ_QUEUES={"default": {"URL": server.url}}):
        redis = connection_of_queues()
        redis.config_set("appendonly", "no")
        redis.execute_command("ACL", "SETUSER", "default", f"-{refused}")

        response = client.get("/readyz/")

    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert response.json()["durability"] == durability


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
