"""`manage.py jobs_dead`: look at what failed for good, let it start afresh, or forget it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.management.base import CommandError, CommandParser

from background.engine.queue_names import resolve
from background.interfaces import DeadLetter
from background.management.numbers import how_many
from background.management.order_command import OrderCommand, carry_out
from background.management.progress_bar import ProgressBar
from background.management.table import printable, table
from background.orders.dead_letters import DISCARD, REPLAY
from background.rq_adapter import dead_letters, quarantine
from background.rq_adapter.changes import Changes
from background.rq_adapter.queue_keys import queues_in_use

ACTIONS = ("list", "show", "replay", "discard")


class Command(OrderCommand):
    help = "List the jobs that failed for good, show one, let some start afresh (replay), or forget them (discard)."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("action", nargs="?", choices=ACTIONS, default="list")
        parser.add_argument("ids", nargs="*", metavar="ID", help="of jobs, or of what was put aside")
        parser.add_argument("--queue", help="only of this queue")
        parser.add_argument("--all", action="store_true", help="replay or discard every one, of --queue or of all queues")
        parser.add_argument("--limit", type=how_many, default=50, help="list so many, newest first (default: 50)")

    def act(self, **options: Any) -> None:
        queue = resolve(options["queue"]) if options["queue"] else None
        match options["action"], options["ids"], options["all"]:
            case "list", [], False:
                self._list(queue, options["limit"], as_json=options["json"])
            case "show", [job_id], False:
                letter = dead_letters.letter_of(job_id)
                self.answer(_in_full(letter), letter, as_json=options["json"])
            case "replay" | "discard" as action, [], True:
                self._change(action, _everything(queue), dead_letters.count(queue), options)
            case "replay" | "discard" as action, [*ids], False if ids:
                self._change(action, [("", ids)], len(ids), options)
            case action, _, _:
                raise CommandError(f"{action} does not go with this; say: list, show ID, replay ID... or --all, discard ID... or --all")

    def _list(self, queue: str | None, limit: int, *, as_json: bool) -> None:
        letters, aside = dead_letters.letters(limit=limit, queue=queue), quarantine.put_aside(limit)
        value = {"letters": letters, "put_aside": [{"id": one.id, "at": one.at, "reason": one.reason} for one in aside]}
        number = dead_letters.count(queue)
        words = [f"{number:,} {'job' if number == 1 else 'jobs'} failed for good" + (f"; the newest {limit:,}:" if number > limit else "")]
        words += [_listed(letters)] if letters else []
        if aside:
            words += [f"\n{quarantine.count():,} ids were put aside: {quarantine.REASON}"]
            words += [table(("SINCE", "ID", "WHY"), [(_seconds(str(one.at or "")), one.id, one.reason) for one in aside])]
        self.answer("\n".join(words), value, as_json=as_json)

    def _change(self, action: str, batches: Iterable[tuple[str, Sequence[str]]], total: int, options: Mapping[str, Any]) -> None:
        """`batches` are ids, each with the queue that they are of, if that is one."""
        done, refused = 0, dict[str, str]()
        with ProgressBar(total) as bar:
            for queue, ids in batches:
                changes = carry_out(ORDERS[action], ids, queue=queue, no_entry=options["no_entry"])
                done += len(changes.changed)
                refused |= changes.refused
                bar.advance(len(changes.changed) + len(changes.refused))
        what = "started afresh" if action == "replay" else "forgotten"
        self.answer(
            f"{done:,} {'job was' if done == 1 else 'jobs were'} {what}", {"done": done, "refused": refused}, as_json=options["json"]
        )
        if refused:
            named = "; ".join(f"{printable(job_id)}: {why}" for job_id, why in list(refused.items())[:5])
            raise CommandError(f"{len(refused):,} left as they were: {named}{'; …' if len(refused) > 5 else ''}")


def _everything(queue: str | None) -> Iterator[tuple[str, Sequence[str]]]:
    for name in [queue] if queue else queues_in_use():
        for ids in dead_letters.dead_now(name):
            yield name, ids


def _forget(queue: str, ids: Sequence[str]) -> Changes:
    """Also what was put aside."""
    changes = DISCARD.act(queue, ids)
    for shown in [shown for shown, why in changes.refused.items() if why == dead_letters.NOT_DEAD and quarantine.forget([shown])]:
        del changes.refused[shown]
        changes.changed.append(shown)
    return changes


ORDERS = {"replay": REPLAY, "discard": replace(DISCARD, act=_forget)}


def _listed(letters: Sequence[DeadLetter]) -> str:
    rows = [
        (
            *(_seconds(letter["failedAt"]), letter["originalJob"]["id"], letter["name"], letter["queue"], letter["attempts"]),
            *(letter["error"]["reason"], f"{letter['error']['code']}: {letter['error']['message']}"),
        )
        for letter in letters
    ]
    return table(("FAILED AT", "ID", "JOB", "QUEUE", "ATTEMPTS", "REASON", "ERROR"), rows)


def _in_full(letter: DeadLetter) -> str:
    job, error = letter["originalJob"], letter["error"]
    lines = {
        "job": f"{letter['name']} {job['id']}",
        "queue": letter["queue"],
        "failed at": f"{_seconds(letter['failedAt'])}, attempt {letter['attempts']}",
        "reason": error["reason"],
        "data": job["data"],
        "options": job["opts"],
        "error": f"{error['code']}: {error['message']}",
    }
    return printable("\n".join([*(f"{name + ':':11}{value}" for name, value in lines.items()), "", error["stack"].rstrip()]))


def _seconds(moment: str) -> str:
    """An ISO time as people read it, in UTC."""
    return moment[:19].replace("T", " ")
