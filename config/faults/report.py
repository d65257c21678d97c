"""What was found, as a table for people and as JSON."""

from dataclasses import asdict

from rich import box
from rich.table import Table

from config.faults.session import Done, Session


def as_json(session: Session, *, facts: dict[str, object]) -> dict[str, object]:
    return {**facts, "server": session.server, "runs": [_run_as_json(done) for done in session.done]}


def table(session: Session) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("run", no_wrap=True)
    table.add_column("promised, or counted")
    table.add_column("found", justify="right")
    table.add_column("")
    for done in session.done:
        _add(table, done)
        table.add_section()
    return table


def _add(table: Table, done: Done) -> None:
    name = done.name
    if done.failure:
        table.add_row(name, done.failure, "", "could not run", style="bold red")
    for promise in done.found.promises:
        kept = ("kept", "") if promise.kept else ("BROKEN", "bold red")
        table.add_row(name, promise.text, str(promise.found), kept[0], style=kept[1])
        name = ""
    for figure, value in done.found.figures.items():
        table.add_row("", figure, str(value), "", style="dim")


def _run_as_json(done: Done) -> dict[str, object]:
    return {
        "run": done.run.name,
        "way": done.way,
        "seconds": round(done.seconds, 1),
        "kept": done.is_kept,
        "failure": done.failure,
        "promises": [asdict(promise) for promise in done.found.promises],
        "figures": done.found.figures,
    }
