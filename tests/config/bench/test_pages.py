"""What `bin/bench pages` looks for is found in what it fills the ledger with."""

import pytest
from rest_framework.test import APIClient

from background.models import JobAttempt, JobRecord, JobWords
from config.bench.pages import look
from config.bench.pages.fill import RARE, fill
from config.bench.pages.measurement import PAGES
from tests.background.api.conftest import client_of, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def viewer() -> APIClient:
    return client_of(person("viewer", "view_jobs"))


def test_every_page_answers_and_is_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look, "REPEATS", 1)
    fill(300)

    found = look.figures()

    assert list(found) == list(PAGES.figures)
    assert all(milliseconds > 0 for milliseconds in found.values())


def test_each_job_has_its_attempts_and_words(viewer: APIClient) -> None:
    fill(30)

    assert JobRecord.objects.count() == JobWords.objects.count() == 30
    assert JobAttempt.objects.count() == sum(JobRecord.objects.values_list("attempts", flat=True))
    assert RARE > 30
    assert len(viewer.get("/api/v1/jobs/?q=kangaroo").json()["results"]) == 25
    assert len(viewer.get("/api/v1/jobs/?q=quokka").json()["results"]) == 1
