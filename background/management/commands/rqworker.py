"""`manage.py rqworker`: django-rq's command, with one-line errors and the documents' queue names."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django_rq.management.commands import rqworker

from background.engine.queue_names import resolve
from background.exceptions import QueueUnavailable, UnknownQueue
from background.rq_adapter.connection import ping


class Command(rqworker.Command):
    help = "Run the jobs of these queues, in this order of preference; of all queues when none is named."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.epilog = f"The queues are {', '.join(sorted(settings.RQ_QUEUES))}."

    def handle(self, *args: str, **options: Any) -> None:
        try:
            queues = [resolve(name) for name in args] or sorted(settings.RQ_QUEUES)
            ping()
        except UnknownQueue as error:
            raise CommandError(str(error)) from error
        except QueueUnavailable as error:
            raise CommandError(f"{error}; is it running, and is REDIS_URL right? bin/dev runs one for you") from error
        super().handle(*dict.fromkeys(queues), **options)
