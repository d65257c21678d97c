"""Ask the accounts' API as a client would."""

from typing import Any

from django.test import Client

from tests.accounts.conftest import PASSWORD


def post(client: Client, path: str, token: str = "", **body: object) -> Any:
    headers = {"Authorization": f"Token {token}"} if token else {}
    return client.post(f"/api/v1/accounts/{path}", body, content_type="application/json", headers=headers)


def register(client: Client, email: str, password: str = PASSWORD, name: str = "Ada Lovelace") -> Any:
    return post(client, "register/", email=email, password=password, name=name)


def log_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return post(client, "login/", email=email, password=password)


def seen(response: Any) -> tuple[int, bytes, dict[str, str]]:
    """All that a stranger could tell answers apart by, but for the id that differs in every answer."""
    return response.status_code, response.content, {name: value for name, value in response.items() if name != "X-Request-ID"}


def wrong(code: str) -> str:
    """Another code than this one."""
    return f"{(int(code) + 1) % 10**6:06}"
