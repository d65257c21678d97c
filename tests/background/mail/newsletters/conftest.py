"""Newsletters, and the server that they go to."""

import pytest
from redis import Redis

from background.mail.newsletters import life
from background.models import Newsletter
from tests.background.queues.conftest import Mailbox, mailbox
from tests.background.worker import run_all

__all__ = ["Mailbox", "mailbox"]


@pytest.fixture(autouse=True)
def _commits(transactional_db: None) -> None: ...


@pytest.fixture
def newsletter() -> Newsletter:
    return life.compose(subject="News for {{ name|you }}", html="<p>Dear {{ name|reader }}, <a href='https://example.org'>look</a></p>")


def run_what_is_due_later(redis: Redis) -> None:
    """As if the ten seconds, or the half minute, were over; as often as somebody has something to do."""
    while run_all("email") or redis.zcard("rq:scheduled:email"):
        make_due(redis)


def make_due(redis: Redis) -> None:
    for job_id in redis.zrange("rq:scheduled:email", 0, -1):
        redis.zadd("rq:scheduled:email", {job_id: 1}, xx=True)
