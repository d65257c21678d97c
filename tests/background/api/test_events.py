"""Whoever follows a job is told what happens to it, until it has ended, and holds nothing afterwards."""

import re
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from subprocess import DEVNULL, Popen

import httpx
import pytest
from django.db import connections
from knox.models import AuthToken
from pytest_django import Settings
from redis import Redis
from rest_framework.test import APIClient

from accounts.models import User
from background.api import events, following
from background.api.following import StreamThreads
from background.engine.handle import Handle
from background.interfaces import Progress
from background.rq_adapter.carrier import RedisCarrier
from tests.background.jobs import remember
from tests.background.rq_adapter.lives import taken
from tests.background.worker import run_all
from tests.processes import PATIENCE_SECONDS, ROOT, environment, until


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LOOK_EVERY", 0.02)


@pytest.fixture
def job(ada: User) -> Handle[str]:
    return remember.using(owner=str(ada.pk)).enqueue(text="x")


def path(job: Handle[str]) -> str:
    return f"/api/v1/jobs/{job.id}/events/"


def said(chunk: bytes) -> list[str]:
    return re.findall(r"^event: (\w+)$", chunk.decode(), re.MULTILINE)


def ids(text: bytes) -> list[str]:
    return re.findall(r"^id: (\S+)$", text.decode(), re.MULTILINE)


def test_a_stream_tells_what_happens_and_ends_with_the_job(as_ada: APIClient, job: Handle[str], redis: Redis) -> None:
    stream = as_ada.get(path(job), headers={"accept": "text/event-stream"})
    told = iter(stream)

    first = next(told)
    run = taken(redis)[1].run
    running = next(told)
    RedisCarrier().report(run.id, run.execution, Progress(percent=40, step="half"))
    progress = next(told)

    assert (stream["Content-Type"], stream["Cache-Control"], stream["X-Accel-Buffering"]) == (
        "text/event-stream",
        "private, no-cache",
        "no",
    )
    assert first.startswith(b"retry: 3000\n\nevent: state\nid: ")
    assert b'"state":"queued"' in first
    assert b'"state":"running"' in running
    assert progress.startswith(b"event: progress\n")
    assert b'data: {"percent":40,"step":"half"}\n\n' in progress
    stream.close()


def test_the_last_event_is_the_end(as_ada: APIClient, job: Handle[str]) -> None:
    run_all()

    told = b"".join(as_ada.get(path(job)))

    assert said(told) == ["state"]
    assert b'"state":"succeeded"' in told


def test_who_comes_back_is_told_only_what_is_new(as_ada: APIClient, job: Handle[str]) -> None:
    with closing(as_ada.get(path(job))) as stream:
        (known,) = ids(next(iter(stream)))
    with closing(as_ada.get(path(job), headers={"last-event-id": known})) as again:
        nothing_new = next(iter(again))
    run_all()
    end = b"".join(as_ada.get(path(job), headers={"last-event-id": known}))

    nothing_more = as_ada.get(path(job), headers={"last-event-id": ids(end)[0]})

    assert nothing_new == b"retry: 3000\n\n"
    assert said(end) == ["state"]
    assert nothing_more.status_code == 204


def test_silence_is_broken_now_and_then(as_ada: APIClient, job: Handle[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "COMMENT_EVERY", 0.1)
    with closing(as_ada.get(path(job))) as stream:
        told = iter(stream)
        next(told)

        assert next(told) == b": still here\n\n"


def test_others_see_nothing(as_grace: APIClient, job: Handle[str]) -> None:
    assert as_grace.get(path(job)).status_code == 404


def test_a_person_follows_only_so_many_jobs_at_once(as_ada: APIClient, job: Handle[str], redis: Redis) -> None:
    streams = [as_ada.get(path(job)) for _ in range(events.STREAMS_PER_USER)]

    refused = as_ada.get(path(job))
    streams[0].close()
    accepted = as_ada.get(path(job))

    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (429, "too_many_streams", "5")
    assert accepted.status_code == 200
    for stream in (*streams, accepted):
        stream.close()
    assert redis.keys("rq:streams:*") == []


def test_threads_are_left_for_others(as_ada: APIClient, job: Handle[str], redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "threads", StreamThreads(1))
    held = as_ada.get(path(job))

    refused = as_ada.get(path(job))
    held.close()

    assert (refused.status_code, refused.json()["code"]) == (503, "too_many_streams")
    assert redis.keys("rq:streams:*") == []
    with closing(as_ada.get(path(job))) as accepted:
        assert accepted.status_code == 200


def test_no_connection_to_the_database_is_held(as_ada: APIClient, job: Handle[str]) -> None:
    with closing(as_ada.get(path(job))) as stream:
        assert next(iter(stream))

        assert connections["default"].connection is None


def test_what_redis_has_not_got_is_told_from_the_ledger(as_ada: APIClient, job: Handle[str], redis: Redis) -> None:
    redis.flushall()

    with closing(as_ada.get(path(job))) as stream:
        assert b'"state":"pending"' in next(iter(stream))
        assert connections["default"].connection is None


def test_without_redis_the_client_is_told_to_ask_again(as_ada: APIClient, job: Handle[str], settings: Settings) -> None:
    settings.RQ_QUEUES = {"default": {"URL": "redis://:hunter2@127.0.0.1:1/0"}}

    answer = as_ada.get(path(job))

    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")


@contextmanager
def served(kind: str) -> Iterator[str]:
    """A real gunicorn: `gthread` behind WSGI, or `asgi`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        application = "config.asgi:application" if kind == "asgi" else "config.wsgi:application"
        command = [sys.executable, "-m", "gunicorn", application, "--worker-class", kind, "--threads", "4", "--no-control-socket"]
        process = Popen(
            [*command, "--bind", f"fd://{listener.fileno()}", "--graceful-timeout", "1", "--log-level", "warning"],
            cwd=ROOT,
            env=environment(),
            pass_fds=[listener.fileno()],
            stdout=DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


@pytest.mark.parametrize("kind", ["gthread", "asgi"])
def test_a_client_that_hangs_up_frees_its_place(kind: str, ada: User, job: Handle[str], redis: Redis) -> None:
    headers = {"Authorization": f"Token {AuthToken.objects.create(ada)[1]}", "Accept": "text/event-stream"}
    with served(kind) as url:
        with httpx.stream("GET", f"{url}{path(job)}", headers=headers, timeout=PATIENCE_SECONDS) as stream:
            lines = stream.iter_lines()
            seen = [next(lines) for _ in range(4)]
            while_it_listens = redis.zcard(f"rq:streams:{ada.pk}")
            run_all()
            seen += list(lines)
        other = remember.using(owner=str(ada.pk)).enqueue(text="y")
        with httpx.stream("GET", f"{url}{path(other)}", headers=headers, timeout=PATIENCE_SECONDS) as cut:
            next(cut.iter_lines())
        until(lambda: not redis.exists(f"rq:streams:{ada.pk}"))

    assert while_it_listens == 1
    assert [line for line in seen if line.startswith("event")] == ["event: state"] * seen.count("event: state")
    assert any('"state":"succeeded"' in line for line in seen)
