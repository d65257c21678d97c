"""People with different rights, and their clients."""

import pytest
from django.contrib.auth.models import Permission
from rest_framework.test import APIClient

from accounts.models import User


@pytest.fixture(autouse=True)
def _commits(transactional_db: None) -> None: ...


def person(name: str, *permissions: str) -> User:
    user = User.objects.create_user(email=f"{name}@example.org", password="pass phrase", name=name, is_verified=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def ada() -> User:
    return person("ada")


@pytest.fixture
def as_ada(ada: User) -> APIClient:
    return client_of(ada)


@pytest.fixture
def as_grace() -> APIClient:
    return client_of(person("grace"))


@pytest.fixture
def as_viewer() -> APIClient:
    return client_of(person("viewer", "view_jobs"))


@pytest.fixture
def as_operator() -> APIClient:
    return client_of(person("operator", "operate_jobs"))
