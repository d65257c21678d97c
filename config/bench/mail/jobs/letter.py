"""A job that mails one letter, made as the shipped ones are."""

from dataclasses import dataclass
from uuid import UUID

from background.engine.job import Job
from background.mail.deliver import SentMail, deliver
from background.mail.draft import Draft
from background.mail.letters.letter import render
from background.queues.email.declaration import email_queue
from config.bench.mail.letter import TEMPLATE, address, context


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchLetter:
    number: int


@email_queue.job("bench-letter", BenchLetter)
def send_bench_letter(job: Job[BenchLetter]) -> SentMail:
    number, mail_id = job.data.number, UUID(job.id)
    draft = Draft(id=mail_id, job_id=mail_id, recipient=address(number), template=TEMPLATE)
    return deliver(draft, render(TEMPLATE, context(number)))
