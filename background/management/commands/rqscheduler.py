"""`manage.py rqscheduler`: django-rq's command, with one-line errors."""

from typing import Any

from django.core.management.base import CommandError
from django_rq.management.commands import rqscheduler

from background.exceptions import QueueUnavailable
from background.rq_adapter.connection import ping


class Command(rqscheduler.Command):
    help = "Look after jobs whose worker died, even when no worker is left. Run as many as you like."

    def handle(self, *args: str, **options: Any) -> None:
        try:
            ping()
        except QueueUnavailable as error:
            raise CommandError(f"{error}; is it running, and is REDIS_URL right? bin/dev runs one for you") from error
        super().handle(*args, **options)
