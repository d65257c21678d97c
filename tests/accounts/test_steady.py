"""The time of an answer does not tell who is known."""

import time

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.accounts.asking import post

STEP = 0.1


@pytest.fixture(autouse=True)
def _steps(settings: Settings) -> None:
    settings.ANSWER_STEP_SECONDS = STEP


@pytest.mark.django_db
def test_answers_come_after_a_whole_step(client: Client, bob: User) -> None:
    for email in (bob.email, "nobody@example.org"):
        begun = time.perf_counter()

        post(client, "verify/resend/", email=email)

        assert time.perf_counter() - begun >= STEP
