"""Measures how fast jobs go, beside stock RQ in the same run, on a Redis of its own. Figures depend on the machine."""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from config.bench.awake import CAN
from config.bench.chart import chart
from config.bench.extent import FULL, QUICK
from config.bench.ledger.database import Database, database
from config.bench.ledger.measurements import LEDGER
from config.bench.mail.measurement import MAIL, beside_post_office
from config.bench.measurement import Measurement
from config.bench.measurements import ALL as QUEUE
from config.bench.pages.measurement import PAGES
from config.bench.peers.measurement import peers
from config.bench.report import as_json, table
from config.bench.room import room
from config.bench.rounds import Fault, Outcome
from config.bench.session import measure_all
from config.rig.machine import machine
from config.rig.word import carry_out, chosen, screen

SUBJECTS = {"queue": QUEUE, "ledger": LEDGER, "pages": {PAGES.name: PAGES}, "mail": MAIL}
EPILOG = "\n".join(
    line
    for subject, measurements in SUBJECTS.items()
    for line in (f"what is measured of the {subject}:", *(f"  {name:<15} {measurement.what}" for name, measurement in measurements.items()))
)
FILE_WIDTH = 120


def main() -> int:
    return carry_out("bench", partial(_run, _arguments()))


def _run(arguments: argparse.Namespace, progress: Console) -> int:
    extent, level = QUICK if arguments.quick else FULL, "INFO" if arguments.log else "WARNING"
    facts: dict[str, object] = {"began": datetime.now(UTC).isoformat(), "machine": machine(), "runs": arguments.runs}
    measurements, faults = _planned(arguments)
    with _database(arguments) as rows, room(binary=arguments.redis_binary, log_level=level, database=rows) as place:
        facts |= {"quick": arguments.quick, "awake": arguments.awake, "log_level": level, "server": place.server()}
        if rows:
            facts |= {"database": rows.name, "synced_commit_ms": rows.synced_commit_ms()}
        outcome = measure_all(measurements, place, extent, runs=arguments.runs, console=progress, cpus_awake=arguments.awake)
    outcome.faults.extend(faults)
    _show(outcome, measurements, facts, progress)
    if arguments.json:
        arguments.json.write_text(json.dumps(as_json(outcome, facts=facts), indent=2) + "\n")
    if arguments.chart:
        arguments.chart.write_text(chart(outcome.figures))
    return 1 if outcome.faults else 0


def _database(arguments: argparse.Namespace) -> AbstractContextManager[Database | None]:
    return database(arguments.database_url) if arguments.subject == "ledger" else nullcontext()


def _planned(arguments: argparse.Namespace) -> tuple[list[Measurement], list[Fault]]:
    if arguments.subject == "mail":
        return beside_post_office(arguments.only)
    if not arguments.peers:
        return arguments.only, []
    measurement, missing = peers()
    return [*arguments.only, measurement], missing


def _show(outcome: Outcome, measured: Sequence[Measurement], facts: dict[str, object], progress: Console) -> None:
    console = screen(FILE_WIDTH)
    console.print(table(outcome, measured))
    console.print(f"{facts['server']}, append-only file synced every second; workers log at {facts['log_level']}; runs: {facts['runs']}")
    if "database" in facts:
        console.print(_of_the_database(facts))
    if facts["awake"]:
        console.print("--awake: no CPU fell idle between two jobs")
    if facts["quick"]:
        console.print("--quick measures too little for figures to be quoted")
    for fault in outcome.faults:
        progress.print(f"bench: {fault.measurement} of {fault.system}: {fault.reason}", style="bold red", soft_wrap=True)


def _of_the_database(facts: dict[str, object]) -> str:
    synced = facts["synced_commit_ms"]
    if synced is None:
        return f"{facts['database']} in WAL mode, as the settings have it"
    return f"{facts['database']}, synced within a second like Redis; a commit that waits for this disk takes {synced:.2f} ms"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bin/bench", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("subject", choices=list(SUBJECTS), help="what to measure")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every value there")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="draw the medians there, as SVG")
    parser.add_argument("--runs", type=_at_least_one, default=5, metavar="N", help="rounds; medians are shown (default: 5)")
    parser.add_argument("--quick", action="store_true", help="a few jobs of each kind, to see that everything works")
    parser.add_argument(
        "--only",
        metavar="NAME,…",
        help="some of what is listed below",
    )
    parser.add_argument("--log", action="store_true", help="let workers log at INFO (default: WARNING, so that logging is not measured)")
    parser.add_argument(
        "--awake",
        action="store_true",
        help="keep every CPU busy with what gives way at once (Linux); a virtual CPU that idles is lent to others, and comes back cold",
    )
    parser.add_argument(
        "--peers", action="store_true", help="queue: also install other queues into .tools/bench, and let them drain no-ops"
    )
    parser.add_argument("--database-url", metavar="URL", help="ledger: an empty database (default: a private PostgreSQL, else SQLite)")
    parser.add_argument("--redis-binary", type=Path, metavar="PATH", help="a redis-server or valkey-server (default: the embedded Valkey)")
    arguments = parser.parse_args()
    if arguments.awake and not CAN:
        parser.error("argument --awake: this system has no SCHED_IDLE; measure without it")
    available = SUBJECTS[arguments.subject]
    try:
        arguments.only = chosen(arguments.only or ",".join(available), available, what="measurement")
    except argparse.ArgumentTypeError as error:
        parser.error(f"argument --only: {error}")
    return arguments


def _at_least_one(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of runs; give 1 or more")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
