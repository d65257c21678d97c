"""A mailing outlives its workers: none of its mails is lost, and next to none comes twice."""

import os
import signal
from collections import Counter
from functools import partial

from redis import Redis

from background.constants import MailState
from background.mail.bulk.recipient import Recipient
from background.models import MailMessage
from background.queues.email.queue import EmailQueue
from tests.background.queues.conftest import Mailbox
from tests.processes import running, until

NUMBER, KILLS = 400, 2


def test_killed_workers_lose_no_mail_and_repeat_at_most_one_for_each_connection(sink: tuple[Mailbox, str], redis: Redis) -> None:
    mailbox, url = sink
    recipients = [
        Recipient(email=f"user{number}@example.org", context={"headline": "News", "html": "x", "text": "x"}) for number in range(NUMBER)
    ]
    EmailQueue().add_bulk_email_jobs(template="newsletter", recipients=recipients)

    for enough in (NUMBER * kill // (KILLS + 2) for kill in range(1, KILLS + 1)):
        with running("rqworker", "email", "--slots", "1", MAIL_URL=url, LOG_LEVEL="WARNING") as worker:
            until(partial(_holds_more_than, enough, mailbox))
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        for lease in redis.zrange("rq:wip:email", 0, -1):
            redis.zadd("rq:wip:email", {lease: 1})  # as if its twenty seconds were over
    with running("rqworker", "email", "--slots", "1", MAIL_URL=url, LOG_LEVEL="WARNING"):
        until(lambda: not redis.zcard("rq:wip:email") and not redis.zcard("rq:prioritised:email"))

    times = Counter(str(mail["To"]) for mail in mailbox.messages)
    assert len(times) == NUMBER
    assert sum(times.values()) - NUMBER <= KILLS
    assert set(MailMessage.objects.values_list("state", flat=True)) == {MailState.SENT}
    assert redis.keys("rq:marks:*") == []


def _holds_more_than(number: int, mailbox: Mailbox) -> bool:
    return len(mailbox.messages) > number
