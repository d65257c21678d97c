"""Jobs in the state that a test needs."""

from datetime import timedelta

from django.utils import timezone

from tests.background import jobs
from tests.background.worker import run_all


def job_that_is(status: str) -> str:
    match status:
        case "queued":
            return jobs.remember.enqueue(text=status).id
        case "prioritised":
            return jobs.remember.using(priority=9).enqueue(text=status).id
        case "scheduled":
            return jobs.remember.using(run_after=timezone.now() + timedelta(days=1)).enqueue(text=status).id
        case _:
            job = jobs.give_up if status == "failed" else jobs.remember
            job_id = job.enqueue(text=status).id
            run_all()
            return job_id
