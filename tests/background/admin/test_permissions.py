"""Who may open which page, with which method."""

import pytest
from django.test import Client
from redis import Redis

from tests.background import jobs
from tests.background.admin.conftest import OPERATOR, VIEWER, LogIn
from tests.background.admin.places import ACTIONS, COMMANDS, JOB_PAGES, NOT_THERE, PAGES, everything, place, url


@pytest.fixture
def job_id(transactional_db: None) -> str:
    return jobs.remember.enqueue(text="hello").id


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", PAGES + JOB_PAGES + ACTIONS + COMMANDS)
def test_a_stranger_is_asked_to_log_in(name: str, method: str, client: Client, job_id: str) -> None:
    response = getattr(client, method)(place(name, job_id))

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", PAGES + JOB_PAGES + ACTIONS + COMMANDS)
def test_staff_without_rights_is_refused(name: str, method: str, log_in: LogIn, job_id: str) -> None:
    response = getattr(log_in(), method)(place(name, job_id))

    assert response.status_code == 403
    assert "administrator" in response.content.decode()


@pytest.mark.parametrize("name", PAGES + JOB_PAGES)
def test_a_viewer_sees_every_page(name: str, viewer: Client, job_id: str) -> None:
    response = viewer.get(place(name, job_id))

    assert response.status_code == (404 if name in NOT_THERE else 200)


@pytest.mark.parametrize("name", PAGES + JOB_PAGES)
def test_no_page_takes_a_post(name: str, operator: Client, job_id: str) -> None:
    assert operator.post(place(name, job_id)).status_code == 405


@pytest.mark.parametrize("name", JOB_PAGES)
def test_a_viewer_of_queues_sees_no_payload(name: str, log_in: LogIn, job_id: str) -> None:
    assert log_in("view_queues").get(place(name, job_id)).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ACTIONS + COMMANDS)
def test_a_viewer_may_do_nothing(name: str, method: str, viewer: Client, job_id: str, redis: Redis) -> None:
    before = everything(redis)

    response = getattr(viewer, method)(place(name, job_id))

    assert response.status_code == 403
    assert everything(redis) == before


@pytest.mark.parametrize("name", ACTIONS)
def test_a_get_only_asks(name: str, operator: Client, job_id: str, redis: Redis) -> None:
    before = everything(redis)

    response = operator.get(place(name, job_id))

    assert response.status_code == 200
    assert "Are you sure" in response.content.decode()
    assert everything(redis) == before


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_takes_no_get(name: str, operator: Client, job_id: str) -> None:
    assert operator.get(place(name, job_id)).status_code == 405


@pytest.mark.parametrize("name", ACTIONS)
def test_an_operator_may_act(name: str, operator: Client, job_id: str) -> None:
    assert operator.post(place(name, job_id)).status_code == 302


@pytest.mark.parametrize("name", ACTIONS)
def test_a_forged_post_is_refused(name: str, log_in: LogIn, job_id: str, redis: Redis) -> None:
    operator = log_in(*OPERATOR)
    operator.handler.enforce_csrf_checks = True
    before = everything(redis)

    response = operator.post(place(name, job_id))

    assert response.status_code == 403
    assert everything(redis) == before


def test_somebody_who_is_not_staff_stays_outside(log_in: LogIn, job_id: str) -> None:
    response = log_in(*OPERATOR, is_staff=False).get(url("home"))

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(("codenames", "shown"), [((), False), (VIEWER, True)])
def test_the_menu_shows_the_queues_to_those_who_may_see_them(codenames: tuple[str, ...], shown: bool, log_in: LogIn) -> None:
    response = log_in(*codenames).get("/admin/")

    assert (url("home") in response.content.decode()) is shown


def test_no_secret_in_a_url_opens_the_numbers(client: Client, viewer: Client, settings: object) -> None:
    settings.RQ_API_TOKEN = "open-sesame"  # type: ignore[attr-defined]

    assert client.get(f"{url('home')}stats.json/open-sesame").status_code == 302
    assert client.get(f"{url('home')}stats.json", headers={"Authorization": "Bearer open-sesame"}).status_code == 302
    assert viewer.get(f"{url('home')}stats.json/open-sesame").status_code == 404
