"""Staff with and without rights, and where the pages are."""

from collections.abc import Callable
from typing import Protocol

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User

VIEWER = ("view_queues", "view_jobs")
OPERATOR = (*VIEWER, "operate_queues")

type LogIn = Callable[..., Client]


class Url(Protocol):
    def __call__(self, name: str, *args: object) -> str: ...


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


def url(name: str, *args: object) -> str:
    return reverse(f"admin:django_rq_{name}", args=args)
