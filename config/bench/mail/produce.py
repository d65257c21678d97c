"""Puts so many mails into the queue, as jobs of their own or as one mailing."""

import argparse
from itertools import batched
from uuid import UUID

import django
from django.db import transaction

django.setup()  # models cannot be imported before

from background.mail import messages  # noqa: E402
from background.mail.bulk.recipient import Recipient  # noqa: E402
from background.mail.draft import Draft  # noqa: E402
from background.queues.email.queue import EmailQueue  # noqa: E402
from config.bench.mail.jobs.letter import BenchLetter, send_bench_letter  # noqa: E402
from config.bench.mail.letter import TEMPLATE, address, context  # noqa: E402

TOGETHER = 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=["jobs", "mailing"])
    parser.add_argument("mails", type=int)
    arguments = parser.parse_args()
    (_jobs if arguments.way == "jobs" else _mailing)(arguments.mails)


@transaction.atomic
def _jobs(mails: int) -> None:
    for numbers in batched(range(mails), TOGETHER):
        handles = send_bench_letter.enqueue_many(BenchLetter(number=number) for number in numbers)
        ids = [UUID(handle.id) for handle in handles]
        drafts = [
            Draft(id=mail_id, job_id=mail_id, recipient=address(number), template=TEMPLATE)
            for mail_id, number in zip(ids, numbers, strict=True)
        ]
        messages.accept_many(drafts)


def _mailing(mails: int) -> None:
    EmailQueue().add_bulk_email_jobs(
        template=TEMPLATE, recipients=[Recipient(email=address(number), context=context(number)) for number in range(mails)]
    )


if __name__ == "__main__":
    main()
