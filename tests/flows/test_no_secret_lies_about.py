"""Whoever gets hold of Redis, of its file, of the database or of the logs reads no code, no token and no password."""

import base64
import json
import logging
import re
import zlib
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from itertools import product

import msgspec
import pytest
from django.core import mail
from django.utils import timezone
from redis import Redis
from rest_framework.test import APIClient

from accounts.models import EmailCode
from background.constants import JobState
from background.engine.handle import Handle
from background.engine.secret import Secret
from background.ledger.forget_secrets import SecretsOfTheEnded
from background.ledger.recorder import Recorder
from background.models import JobRecord
from background.rq_adapter.cancel import cancel
from background.rq_adapter.dead_letters import discard
from config.dev.valkey import EmbeddedValkey
from tests.background.jobs import blab, blurt, confide
from tests.background.worker import run_all
from tests.flows.loot import everything_in, everything_in_database, everything_in_files, holds
from tests.processes import TEST_JOBS, manage

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "violet-lantern/73+é"
TOKEN = 'tok"en/with+odd\\signs&é='


class Stranger:
    """Talks to the accounts' API, and keeps the tokens that it is given."""

    def __init__(self) -> None:
        self.client = APIClient()
        self.tokens: list[str] = []

    def say(self, path: str, **body: str) -> int:
        answer = self.client.post(f"/api/v1/accounts/{path}/", body, format="json")
        self.tokens += [answer.json()["token"]] if b'"token"' in answer.content else []
        return answer.status_code


@pytest.fixture
def said() -> Iterator[StringIO]:
    """What this process writes to its log, as it is written there."""
    root, said = logging.getLogger(), StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(next(other.formatter for other in root.handlers if other.formatter))
    root.addHandler(handler)
    yield said
    root.removeHandler(handler)


def work(queue: str) -> None:
    run_all(queue)
    Recorder().catch_up()


def loot(redis: Redis, valkey: EmbeddedValkey, said: str) -> bytes:
    return b"\n".join([everything_in(redis), everything_in_files(valkey.directory), everything_in_database(), said.encode()])


def codes() -> list[str]:
    """Those that were mailed."""
    return [found[1] for letter in mail.outbox if (found := re.search(r"^ {4}(\d{6})\s*$", str(letter.body), re.MULTILINE))]


def test_people_register_and_nothing_that_only_they_know_lies_about(redis: Redis, valkey: EmbeddedValkey, said: StringIO) -> None:
    stranger, ada = Stranger(), {"email": "ada@example.org", "password": PASSWORD}
    assert stranger.say("register", **ada, name="Ada") == 202
    EmailCode.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    assert stranger.say("verify/resend", email=ada["email"]) == 202
    work("email")
    first, second = codes()
    assert stranger.say("verify", email=ada["email"], otp=second) == 200
    assert stranger.say("login", **ada) == 200
    assert stranger.say("register", email="bob@example.org", password=PASSWORD, name="Bob") == 202  # whose mails still wait

    found = loot(redis, valkey, said.getvalue())

    (token,) = stranger.tokens
    assert [secret for secret in (first, second, PASSWORD, token) if holds(found, secret)] == []
    assert holds(found, "ada@example.org")


def test_jobs_keep_their_secrets_however_they_end(redis: Redis, valkey: EmbeddedValkey, said: StringIO) -> None:
    secrets = {name: f"{TOKEN}{name}" for name in ("done", "dead", "retrying", "cancelled", "changed")}
    handles: dict[str, Handle[object]] = {
        "done": confide.enqueue(pin=Secret(secrets["done"])),
        "dead": blurt.enqueue(pin=Secret(secrets["dead"])),
        "retrying": blab.enqueue(pin=Secret(secrets["retrying"]), next_pin=Secret(secrets["changed"])),
        "cancelled": confide.using(run_after=timedelta(hours=1)).enqueue(pin=Secret(secrets["cancelled"])),
    }
    cancel(handles["cancelled"].id)

    worked = manage("rqworker", "default", "--burst", **TEST_JOBS)
    Recorder().catch_up()

    assert [handle.snapshot().state for handle in handles.values()] == [
        *(JobState.SUCCEEDED, JobState.DEAD, JobState.RETRYING, JobState.CANCELLED)
    ], worked.stderr
    found = loot(redis, valkey, said.getvalue() + worked.stdout + worked.stderr)
    assert [name for name, secret in secrets.items() if holds(found, secret)] == []
    assert handles["done"].snapshot().result == {"pins": ["it is ********"]}


def written(value: object) -> list[bytes]:
    """As JSON, by whom we have for it, and as JSON within JSON."""
    return [msgspec.json.encode(value), json.dumps(value).encode(), json.dumps(json.dumps(value)).encode(), repr(value).encode()]


def test_what_is_looked_for_would_be_found() -> None:
    assert holds(f"otp={'042137'};".encode(), "042137")
    assert not holds(b"2026-11-26T17:22:52.042137Z 1042137 x042137", "042137")
    assert all(holds(text, TOKEN) for text in written({"result": TOKEN}))
    for secret, after in product((TOKEN, "042137"), (b"", b"y", b"yz")):
        assert all(holds(base64.b64encode(b"x" * shift + secret.encode() + after), secret) for shift in range(4))
    assert not holds(base64.b64encode(b"042999;999137"), "042137")
    assert holds(base64.b64encode(zlib.compress(f"ValueError: {TOKEN}".encode())), TOKEN)


def has_secrets(handle: Handle[object]) -> bool:
    row = JobRecord.objects.get(id=handle.id)
    assert row.has_secrets == ("$secret" in row.payload)
    return row.has_secrets


def test_secrets_stay_only_as_long_as_a_job_may_be_started_afresh() -> None:
    done, dead = confide.enqueue(pin=Secret("a")), blurt.enqueue(pin=Secret("b"))
    waits = confide.using(run_after=timedelta(hours=1)).enqueue(pin=Secret("c"))
    work("default")
    keeper = SecretsOfTheEnded()

    assert keeper.forget() == 0
    assert [has_secrets(handle) for handle in (done, dead, waits)] == [False, True, True]

    discard([dead.id])
    Recorder().catch_up()
    assert keeper.forget() + keeper.forget() == 1
    assert [has_secrets(handle) for handle in (done, dead, waits)] == [False, False, True]
