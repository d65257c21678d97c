"""Ask the accounts' API as a client would."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.db import connection
from django.test import Client

from tests.accounts.conftest import PASSWORD, Listener


def post(client: Client, path: str, auth: str = "", /, **body: object) -> Any:
    headers = {"Authorization": f"Token {auth}"} if auth else {}
    return client.post(f"/api/v1/accounts/{path}", body, content_type="application/json", headers=headers)


def register(client: Client, email: str, password: str = PASSWORD, name: str = "Ada Lovelace") -> Any:
    return post(client, "register/", email=email, password=password, name=name)


def log_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return post(client, "login/", email=email, password=password)


def seen(response: Any) -> tuple[int, bytes, dict[str, str]]:
    """All that a stranger could tell answers apart by, but for the id and the time of day, which differ in every answer."""
    return (
        response.status_code,
        response.content,
        {name: value for name, value in response.items() if name not in {"X-Request-ID", "Expires"}},
    )


def wrong(code: str) -> str:
    """Another code than this one."""
    return f"{(int(code) + 1) % 10**6:06}"


def reset_link(client: Client, email: str, listener: Listener) -> dict[str, str]:
    """What the link says that this person is mailed."""
    post(client, "password-reset/", email=email)
    return dict(parse_qsl(urlsplit(listener.links[-1]).query))


def choose(client: Client, link: dict[str, str], new_password: str) -> Any:
    return post(client, "password-reset/confirm/", **link, new_password=new_password)


def me(client: Client, token: str) -> int:
    """Whether this token opens anything."""
    return client.get("/api/v1/accounts/me/", headers={"Authorization": f"Token {token}"}).status_code


def at_once(number: int, act: Callable[[], object]) -> None:
    """Do it in so many threads, all of which begin together."""
    together = Barrier(number)

    def alone() -> None:
        together.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [Thread(target=alone) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
