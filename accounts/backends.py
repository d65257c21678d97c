"""Logging in with a password where Django itself asks for it: in the admin."""

from asgiref.sync import sync_to_async
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.exceptions import TooManyAttempts
from accounts.models import User
from accounts.services.login_limit import admit, forgive
from config.client_address import client_network


class LimitedBackend(ModelBackend):
    """Django's, behind the same limit as the API; who is over it sees what a wrong password shows."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: object
    ) -> User | None:
        email = username or kwargs.get(User.USERNAME_FIELD)
        if not isinstance(email, str) or password is None:
            return None
        try:
            attempt = admit(email=email, network=client_network(request) if request else "")
        except TooManyAttempts as error:
            raise PermissionDenied from error
        user = super().authenticate(request, username=email, password=password)
        if not isinstance(user, User):
            return None
        forgive(attempt)
        return user

    async def aauthenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: object
    ) -> User | None:
        """The same: Django's own would look at the password without asking the limit."""
        return await sync_to_async(self.authenticate)(request, username=username, password=password, **kwargs)
