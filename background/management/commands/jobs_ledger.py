"""`manage.py jobs_ledger`: write down what happens to jobs, send what Redis missed, bring back what it lost."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from background.ledger.keeper import keep_ledger
from background.ledger.recorder import Recorder
from background.ledger.relay import relay
from background.management.complaining import complaining_in_one_line


class Command(BaseCommand):
    help = "Keep the ledger of jobs, as `manage.py rqscheduler` does too. Run as many as you like."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="write down what has happened until now, send what waits, and leave")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self._once()
            return
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        keep_ledger(stopping)

    def _once(self) -> None:
        with complaining_in_one_line():
            events, jobs = Recorder().catch_up(), relay()
        self.stdout.write(f"{events:,} events written down, {jobs:,} waiting jobs sent")
