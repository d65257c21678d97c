"""Mailings, and what became of them."""

import pytest

from tests.background.queues.conftest import Mailbox, mailbox

__all__ = ["Mailbox", "mailbox"]


@pytest.fixture(autouse=True)
def _commits(transactional_db: None) -> None: ...
