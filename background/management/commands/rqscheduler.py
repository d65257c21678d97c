"""`manage.py rqscheduler`: django-rq's command, with one-line errors."""

from typing import Any

from django_rq.management.commands import rqscheduler

from background.management.complaining import complaining_in_one_line
from background.management.pid_file import write_pid
from background.rq_adapter.connection import ping, wait_longer


class Command(rqscheduler.Command):
    help = "Look after jobs whose worker died, even when no worker is left. Run as many as you like."

    def handle(self, *args: str, **options: Any) -> None:
        wait_longer()
        with complaining_in_one_line():
            ping()
        if options["pid"]:
            write_pid(options["pid"])
        super().handle(*args, **{**options, "pid": None})
