"""Who asks."""

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from accounts.models import User


def the_person(request: Request) -> User:
    """Only people who are logged in come this far, which the type of `request.user` cannot say."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user
