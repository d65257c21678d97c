"""A client of the public HTTP API that knows nothing of the code behind it."""

import logging
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from config.dev.play.errors import StepFailed

LONGEST_WAIT = 60.0

type Json = dict[str, Any]

# The steps are told already, in better words than a line for every request.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Client:
    """Calls `/api/v1/` of one server, and is as patient as the server asks when it is throttled."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def close(self) -> None:
        self._http.close()

    def is_ready(self) -> bool:
        try:
            return self._http.get("/readyz/").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def post(self, path: str, body: Mapping[str, object], *, expect: int, token: str = "") -> Json:
        return self._call("POST", path, body, expect, token)

    def get(self, path: str, *, token: str) -> Json:
        return self._call("GET", path, None, httpx.codes.OK, token)

    def _call(self, method: str, path: str, body: Mapping[str, object] | None, expect: int, token: str) -> Json:
        headers = {"Authorization": f"Token {token}"} if token else {}
        try:
            answer = self._http.request(method, f"/api/v1/{path}", json=body, headers=headers)
            if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                time.sleep(_asked_to_wait(answer))
                answer = self._http.request(method, f"/api/v1/{path}", json=body, headers=headers)
        except httpx.TransportError as error:
            raise StepFailed(f"{method} {path} got no answer: {error}") from error
        if answer.status_code != expect:
            raise StepFailed(f"{method} {path} answered {answer.status_code} instead of {expect}: {_reason(answer)}")
        return _json(answer)


def _asked_to_wait(answer: httpx.Response) -> float:
    seconds = answer.headers.get("Retry-After", "1")
    return min(float(seconds) if seconds.isdigit() else 1.0, LONGEST_WAIT)


def _json(answer: httpx.Response) -> Json:
    try:
        value = answer.json()
    except ValueError as error:
        raise StepFailed(f"{urlsplit(str(answer.url)).path} did not answer JSON") from error
    return value if isinstance(value, dict) else {"results": value}


def _reason(answer: httpx.Response) -> str:
    """The problem's own words, or the beginning of whatever came."""
    try:
        problem = answer.json()
        return f"{problem['code']}: {problem['detail']}"
    except (ValueError, KeyError, TypeError):
        return " ".join(answer.text.split())[:200]
