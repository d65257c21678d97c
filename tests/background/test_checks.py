"""`manage.py check` says what is wrong with jobs before one of them runs."""

from dataclasses import dataclass

import pytest
from django.core import checks

from accounts.models import User
from background.engine import registry
from background.engine.job import Job
from tests.background.jobs import queue


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPerson:
    user: User | None = None


def test_a_payload_that_holds_a_model_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_jobs", dict(registry._jobs))

    @queue.job("test-of-person", OfPerson)
    def of_person(job: Job[OfPerson]) -> None: ...

    (warning,) = checks.run_checks(tags=["background"])
    assert (warning.id, warning.level) == ("background.W001", checks.WARNING)
    assert "Job 'test-of-person'" in warning.msg
    assert "not a User" in warning.msg


def test_nothing_is_wrong_with_the_jobs_that_are_shipped() -> None:
    assert checks.run_checks(tags=["background"]) == []
