"""A registration becomes mail, through the public API and a worker of its own."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from tests.processes import running, until

pytestmark = pytest.mark.django_db(transaction=True)

ACCOUNTS = "/api/v1/accounts"
PASSWORD = "violet-lantern-73"


def mails_in(folder: Path) -> Callable[[], list[str]]:
    return lambda: [path.read_text() for path in sorted(folder.glob("*.eml"))]


def test_a_registration_made_while_the_worker_was_off_is_mailed_when_it_comes(tmp_path: Path) -> None:
    client, mails = APIClient(), mails_in(tmp_path)
    answer = client.post(f"{ACCOUNTS}/register/", {"email": "ada@example.org", "password": PASSWORD, "name": "Ada"})
    assert answer.status_code == 202

    with running("rqworker", "email", MAIL_DIR=str(tmp_path)):
        until(lambda: len(mails()) == 2)
    code = next(found[1] for mail in mails() if (found := re.search(r"^ {4}(\d{6})\s*$", mail, re.MULTILINE)))

    assert client.post(f"{ACCOUNTS}/verify/", {"email": "ada@example.org", "otp": code}).status_code == 200
    login = client.post(f"{ACCOUNTS}/login/", {"email": "ADA@example.org", "password": PASSWORD}).json()
    me = client.get(f"{ACCOUNTS}/me/", headers={"authorization": f"Token {login['token']}"}).json()
    assert (me["email"], me["is_verified"]) == ("ada@example.org", True)


def test_no_code_lies_about_in_redis(redis: object) -> None:
    APIClient().post(f"{ACCOUNTS}/register/", {"email": "ada@example.org", "password": PASSWORD, "name": "Ada"})

    dump = (settings.DATA_DIR / "valkey").rglob("*.aof")
    everything = b"".join(path.read_bytes() for path in dump)

    assert b"otp-email-verification" in everything
    assert not re.search(rb'"otp":"?\d{6}', everything)
    assert PASSWORD.encode() not in everything
