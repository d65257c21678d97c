"""`manage.py jobs_forget user 7`: erase what is kept of somebody's jobs."""

from collections import Counter
from typing import Any

from django.core.management.base import CommandError, CommandParser

from background.constants import JobState
from background.engine.ledger import ledger
from background.ledger.forget import call_off, forget_ended, states_of, want_gone
from background.ledger.forget_beside import forget_beside, kept_beside, waiting_beside
from background.ledger.kinds import must_be_known
from background.ledger.recorder import Recorder
from background.management.jobs_command import JobsCommand
from background.management.progress_bar import ProgressBar
from background.models.job_record import OPEN_STATES
from background.rq_adapter.cancel import Cancellation

CANCEL, KEEP = "cancel", "keep"


class Command(JobsCommand):
    help = "Erase payloads, results, logs, progress and errors of all jobs about somebody. Their ids, names, states and times stay."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("kind", help="of whom, such as user")
        parser.add_argument("id", help="of the one who is to be forgotten")
        parser.add_argument(
            "--waiting", choices=(CANCEL, KEEP), help="what becomes of jobs that wait: cancel them, or let them run and forget them then"
        )
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what there is")

    def act(self, **options: Any) -> None:
        kind, key, waiting = options["kind"], options["id"], options["waiting"]
        if ledger() is None:
            raise CommandError('there is no ledger (BACKGROUND["LEDGER"]), so nobody knows which jobs are about whom')
        must_be_known(kind, key)
        Recorder().catch_up()
        states, beside = states_of(kind, key), kept_beside(kind, key)
        if options["dry_run"] or not (states or beside):
            value = {"jobs": states.total(), "states": states, "beside": beside}
            self.answer(_found(kind, key, states, beside), value, as_json=options["json"])
            return
        wait = _wait(states) + waiting_beside(kind, key)
        if waiting is None and wait:
            raise CommandError(f"{wait:,} of these jobs wait to be run: say --waiting {CANCEL} or --waiting {KEEP}")
        self._forget(kind, key, cancel_waiting=waiting == CANCEL, as_json=options["json"])

    def _forget(self, kind: str, key: str, *, cancel_waiting: bool, as_json: bool) -> None:
        things = forget_beside(kind, key, waiting=cancel_waiting)  # first: a batch whose jobs are called off ends
        total = want_gone(kind, key)
        called_off = call_off(kind, key, waiting=cancel_waiting)
        done = 0
        with ProgressBar(total) as bar:
            for erased in forget_ended():
                done += len(erased.job_ids)
                things.update(erased.things)
                bar.advance(len(erased.job_ids))
        left = states_of(kind, key).total()
        value = {
            "forgotten": done,
            "cancelled": called_off[Cancellation.CANCELLED],
            "asked_to_stop": called_off[Cancellation.ASKED],
            "left_for_later": left,
            "still_prepared": waiting_beside(kind, key),
            "erased": things,
        }
        self.answer(_told(kind, key, value, things), value, as_json=as_json)


def _wait(states: Counter[str]) -> int:
    return sum(number for state, number in states.items() if state in OPEN_STATES and state != JobState.RUNNING)


def _found(kind: str, key: str, states: Counter[str], beside: Counter[str]) -> str:
    lines = [f"no job about {kind} {key} is kept"]
    if states:
        lines = [f"{states.total():,} {'job is' if states.total() == 1 else 'jobs are'} about {kind} {key}: {_listed(states)}"]
    return "\n".join([*lines, f"besides: {_listed(beside)}"] if beside else lines)


def _listed(things: Counter[str]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in things.most_common() if number)


def _told(kind: str, key: str, value: dict[str, Any], things: Counter[str]) -> str:
    lines = [f"{value['forgotten']:,} jobs were forgotten; {value['cancelled']:,} of {kind} {key} had waited and were cancelled"]
    lines += [f"erased: {_listed(things)}"] if things.total() else []
    if value["left_for_later"]:
        lines.append(
            f"{value['left_for_later']:,} have not ended ({value['asked_to_stop']:,} run, and were asked to stop), or their end is being "
            "written down: each is forgotten when that is done, as long as manage.py rqscheduler or jobs_ledger runs"
        )
    if value["still_prepared"]:
        lines.append(f"{value['still_prepared']:,} are to follow batches that have not ended: forget again when they have run")
    return "\n".join(lines)
