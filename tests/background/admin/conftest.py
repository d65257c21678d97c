"""Staff with and without rights."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from tests.background import jobs
from tests.background.worker import run_all

VIEWER = ("view_queues", "view_jobs")
OPERATOR = (*VIEWER, "operate_queues")
SEES, OPERATES = ("view_jobs",), ("view_jobs", "operate_jobs")

type LogIn = Callable[..., Client]


@pytest.fixture
def log_in(transactional_db: None) -> LogIn:
    """A browser in which a member of staff with these rights is logged in."""

    def client_of(*codenames: str, is_staff: bool = True) -> Client:
        user = User.objects.create_user("staff@example.org", "a good password", name="Staff", is_staff=is_staff)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames, content_type__app_label="background"))
        client = Client(raise_request_exception=True)
        client.force_login(user)
        return client

    return client_of


@pytest.fixture
def viewer(log_in: LogIn) -> Client:
    return log_in(*VIEWER)


@pytest.fixture
def operator(log_in: LogIn) -> Client:
    return log_in(*OPERATOR)


@pytest.fixture
def sees(log_in: LogIn) -> Client:
    """Jobs, that is, and no queues."""
    return log_in(*SEES)


@pytest.fixture
def operates(log_in: LogIn) -> Client:
    return log_in(*OPERATES)


@pytest.fixture
def postmaster(log_in: LogIn) -> Client:
    return log_in("view_mail", "operate_mail")


@pytest.fixture
def dead(operator: Client) -> str:
    """A job that failed three times and has a priority."""
    job_id = jobs.fail.using(priority=7).enqueue(text="this").id
    for _ in range(3):
        run_all()
    jobs.ran.clear()
    return job_id
