"""A transport that answers what it is told to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest

from accounts.models import User
from background.engine.envelope import new_ids
from background.mail import deliver
from background.mail.draft import Draft
from background.mail.outcome import Accepted, HandedOver
from background.mail.outgoing import Outgoing
from tests.background.queues.conftest import FreePort, Mailbox
from tests.processes import PATIENCE_SECONDS


@dataclass
class Server:
    """`answers` are given in turn, then everything is taken; `taken` is what was handed over."""

    answers: list[HandedOver | Exception] = field(default_factory=list)
    taken: list[Outgoing] = field(default_factory=list)

    def send(self, mails: Iterable[Outgoing]) -> Iterator[tuple[Outgoing, HandedOver]]:
        for mail in mails:
            answer = self.answers.pop(0) if self.answers else Accepted(provider="test", provider_id=f"<at-the-provider-{mail.id}>")
            if isinstance(answer, Exception):
                raise answer
            if isinstance(answer, Accepted):
                self.taken.append(mail)
            yield mail, answer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    monkeypatch.setattr(deliver, "transport_for", lambda _: made)
    return made


@pytest.fixture(autouse=True)
def _commits(transactional_db: None) -> None: ...


def draft(**changes: Any) -> Draft:
    return replace(Draft(id=UUID(new_ids(1)[0]), recipient="ada@example.org"), **changes)


@pytest.fixture
def ada_id(transactional_db: None) -> str:
    return str(User.objects.create_user(email="ada@example.org", password="pass phrase", name="Ada", is_verified=True).pk)


@pytest.fixture
def sink() -> Iterator[tuple[Mailbox, str]]:
    """A server for other processes, and how they are told of it."""
    mailbox = Mailbox()
    controller = FreePort(mailbox, hostname="127.0.0.1", port=0, ready_timeout=PATIENCE_SECONDS)
    controller.start()
    yield mailbox, f"smtp://127.0.0.1:{controller.port}?tls=none"
    controller.stop()
