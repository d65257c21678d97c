"""Without Redis every page says so in one sentence."""

import copy
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.background.admin.places import ACTIONS, JOB_PAGES, PAGES, place


@pytest.fixture
def down(tmp_path: Path) -> override_settings:
    """Settings under which nobody serves the socket, with a password that must not be shown."""
    queues = copy.deepcopy(settings.RQ_QUEUES)
    for queue in queues.values():
        queue["URL"] = f"unix://:sesame@{tmp_path}/nobody.sock?db=0"
    return override_settings(RQ_QUEUES=queues)


@pytest.mark.parametrize("name", PAGES + JOB_PAGES)
def test_a_page_says_so(name: str, down: override_settings, viewer: Client, tmp_path: Path) -> None:
    with down:
        response = viewer.get(place(name, "some-job"))

    page = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "Redis does not answer" in page
    assert "Site administration" in page or "Log out" in page
    assert not any(secret in page for secret in ("Traceback", "sesame", str(tmp_path)))


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_says_so(name: str, down: override_settings, operator: Client) -> None:
    with down:
        response = operator.post(place(name, "some-job"))

    assert response.status_code == 503


def test_the_rest_of_the_admin_goes_on(down: override_settings, operator: Client) -> None:
    with down:
        assert operator.get("/admin/").status_code == 200
