"""The play goes through the public API and tells what happened, also when it does not go well."""

import io
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings
from rich.console import Console

from config.dev.admin import Login
from config.dev.play.client import Client
from config.dev.play.errors import StepFailed
from config.dev.play.program import play
from config.dev.play.stage import Stage
from config.dev.screen import Screen
from config.mail_preview.backend import EmailBackend
from tests.config.dev.stub_api import Answer, StubAPI, job, serving

LOGIN = Login(email="admin@example.org", password="secret")


@pytest.fixture
def api() -> Iterator[StubAPI]:
    answers: dict[str, list[Answer]] = {
        "GET /readyz/": [(503, {}), (200, {})],
        "POST accounts/register/": [(202, {})],
        "POST accounts/verify/": [(200, {})],
        "POST accounts/login/": [(200, {"token": "t"})],
        "POST jobs/": [(202, {"id": "1"})],
        "GET jobs/1/": [job("queued", 0), job("retrying", 2), job("succeeded", 3), job("queued", 0), job("dead", 3)],
    }
    with serving(StubAPI(answers)) as stub:
        yield stub


@pytest.fixture
def shown() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def stage(api: StubAPI, shown: io.StringIO) -> Iterator[Stage]:
    with closing(Client(api.url)) as client:
        yield Stage(client=client, screen=Screen(Console(file=shown, width=200)), lost=list)


def test_everything_is_played_in_order(api: StubAPI, stage: Stage, shown: io.StringIO, tmp_path: Path, settings: Settings) -> None:
    settings.MAIL_DIR = tmp_path
    backend = EmailBackend(directory=tmp_path, alias="default")
    api.registered = lambda address: backend.send_messages([EmailMessage("Your code", "It is 012345.", "us@example.org", [address])])

    play(stage, login=LOGIN, mail_is_readable=True)

    calls = [call for call in api.asked if call.startswith("POST")]
    assert calls == [
        *["POST accounts/register/"] * 3,
        *["POST accounts/verify/", "POST accounts/login/"] * 3,
        *["POST accounts/login/", "POST jobs/", "POST jobs/"],
    ]
    assert "200, code 012345" in [step.outcome for step in stage.steps]
    assert [step.outcome for step in stage.steps[-2:]] == ["succeeded after 3 attempts, job 1", "dead after 3 attempts, job 1"]
    assert "retrying, attempt 2 of 3" in shown.getvalue()


def test_codes_that_cannot_be_read_are_skipped_and_told(api: StubAPI, stage: Stage, shown: io.StringIO) -> None:
    play(stage, login=LOGIN, mail_is_readable=False)

    assert "POST accounts/verify/" not in api.asked
    assert len(re.findall("skipped: mail does not go to files", shown.getvalue())) == 3


def test_a_failed_step_names_itself_and_the_reason(api: StubAPI, stage: Stage) -> None:
    api.answers["POST accounts/register/"] = [(503, {"code": "unavailable", "detail": "The database is down."})]

    with pytest.raises(StepFailed) as failure:
        play(stage, login=LOGIN, mail_is_readable=False)

    expected = "POST accounts/register/ answered 503 instead of 202: unavailable: The database is down."
    assert str(failure.value) == f"Ada Lovelace registers: {expected}"


def test_a_job_that_ends_otherwise_is_a_failure(api: StubAPI, stage: Stage) -> None:
    api.answers["GET jobs/1/"] = [job("dead", 3)]

    with pytest.raises(StepFailed, match="job 1 ended dead instead of succeeded"):
        play(stage, login=LOGIN, mail_is_readable=False)


def test_being_throttled_only_takes_longer(api: StubAPI, stage: Stage) -> None:
    api.answers["POST accounts/register/"].insert(0, (429, {}))

    play(stage, login=LOGIN, mail_is_readable=False)

    assert api.asked.count("POST accounts/register/") == 4


def test_waiting_ends_when_a_process_is_lost(api: StubAPI, stage: Stage) -> None:
    api.answers["GET jobs/1/"] = [job("queued", 0)]
    stage.lost = lambda: ["worker default stopped by itself (exit code 1)"] if "GET jobs/1/" in api.asked else []

    with pytest.raises(StepFailed, match="worker default stopped by itself"):
        play(stage, login=LOGIN, mail_is_readable=False)
