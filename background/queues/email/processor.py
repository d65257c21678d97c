"""Runs the jobs of the email queue."""

import logging
from typing import Any

from background.constants import QueueName
from background.engine.job import Job
from background.engine.processor import Processor, serve

log = logging.getLogger("background.email")


class EmailProcessor(Processor):
    """Runs each job by its name, and says so at debug level before and after."""

    queue = QueueName.EMAIL

    def process(self, job: Job[Any]) -> object:
        log.debug("mail begins", extra={"job_id": job.id, "job": job.name})
        result = super().process(job)
        log.debug("mail sent", extra={"job_id": job.id, "job": job.name})
        return result


serve(EmailProcessor())
