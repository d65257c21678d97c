"""`manage.py jobs_ledger`: write down what happens to jobs, send what Redis missed, bring back what it lost."""

import json
import signal
import threading
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandParser

from background.ledger.indexer import catch_up as index_all
from background.ledger.keeper import keep_ledger
from background.ledger.recorder import Recorder
from background.ledger.relay import relay
from background.management.complaining import complaining_in_one_line
from background.management.table import table
from background.monitoring.recording import NOBODY, recording
from background.rq_adapter.connection import wait_longer


class Command(BaseCommand):
    help = "Keep the ledger of jobs, as `manage.py rqscheduler` does too. Run as many as you like."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--once", action="store_true", help="write down what has happened until now, send what waits, and leave")
        what.add_argument("--status", action="store_true", help="say who writes down what happens, and how far behind they are")
        parser.add_argument("--json", action="store_true", help="say it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["status"]:
            self._tell(as_json=options["json"])
            return
        wait_longer()
        if options["once"]:
            self._once()
            return
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        keep_ledger(stopping)

    def _tell(self, *, as_json: bool) -> None:
        with complaining_in_one_line():
            status = recording()
        if as_json:
            self.stdout.write(json.dumps(msgspec.to_builtins(status)))
            return
        self.stdout.write(str(status))
        rows = [(reader.host, reader.pid, reader.since) for reader in status.recorders]
        self.stdout.write(table(("HOST", "PID", "SINCE"), rows) if rows else NOBODY)

    def _once(self) -> None:
        with complaining_in_one_line():
            events, jobs, found = Recorder().catch_up(), relay(), index_all()
        self.stdout.write(f"{events:,} events written down, {jobs:,} waiting jobs sent, {found:,} jobs can be found by their words now")
