"""Whose order it is."""

import os
import pwd
import socket
from dataclasses import dataclass
from typing import Self

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser

COMMAND_LINE = "command-line@localhost.invalid"
"""Nobody's: no mail reaches it (RFC 6761), and nobody can register with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orderer:
    """`whence` is added to what the log says; `name` is for whoever asks who did it."""

    user_id: str
    name: str
    whence: str = ""

    @classmethod
    def person(cls, user: AbstractBaseUser | AnonymousUser) -> Self:
        return cls(user_id=str(user.pk), name=user.get_username())

    @classmethod
    def command_line(cls, name: str = "") -> Self:
        """Whoever types a command: which user of which machine that is, and who they say they are.

        An entry of Django's log is somebody's. Of accounts the command line knows none, so it has one, which nobody can log in with.
        """
        users = get_user_model()
        account, _ = users._default_manager.get_or_create(
            **{users.USERNAME_FIELD: COMMAND_LINE}, defaults={"is_active": False, "password": make_password(None)}
        )
        return cls(user_id=str(account.pk), name=name or typist(), whence=f" (on the command line, by {typist()})")


def typist() -> str:
    """Who types a command, and where."""
    return f"{_system_user()} on {socket.gethostname()}"


def _system_user() -> str:
    """As the kernel knows it: the environment says what one likes. In a container it may have no name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"
