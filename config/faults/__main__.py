"""Breaks what workers depend on, and counts outside the queue what became of the jobs. Exit code 1 when a promise is broken."""

import argparse
import json
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from config.dev.errors import CannotStart
from config.faults.extent import FULL, QUICK
from config.faults.finding import FaultRun
from config.faults.report import as_json, table
from config.faults.runs import ALL
from config.faults.session import Session, carry_out_all
from config.rig.machine import machine

EPILOG = "what is broken:\n" + "\n".join(f"  {name:<18} {run.what}" for name, run in ALL.items())
FILE_WIDTH = 140


def main() -> int:
    arguments = _arguments()
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    progress = Console(stderr=True, highlight=False)
    try:
        return _run(arguments, progress)
    except CannotStart as error:
        progress.print(f"faults: {error}", style="bold red")
        return 2
    except KeyboardInterrupt:
        return 130


def _run(arguments: argparse.Namespace, progress: Console) -> int:
    facts: dict[str, object] = {"began": datetime.now(UTC).isoformat(), "machine": machine(), "quick": arguments.quick}
    extent = QUICK if arguments.quick else FULL
    session = carry_out_all(arguments.only, extent, binary=arguments.redis_binary, console=progress)
    _show(session, quick=arguments.quick)
    if arguments.json:
        arguments.json.write_text(json.dumps(as_json(session, facts=facts), indent=2) + "\n")
    return 0 if all(done.is_kept for done in session.done) else 1


def _show(session: Session, *, quick: bool) -> None:
    terminal = Console(highlight=False)
    console = terminal if terminal.is_terminal else Console(highlight=False, width=FILE_WIDTH)
    console.print(table(session))
    console.print(f"{session.server}; {sum(done.seconds for done in session.done):.0f} s")
    if quick:
        console.print("--quick breaks too little for figures to be quoted")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bin/faults", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was found there")
    parser.add_argument("--only", type=_chosen, default=list(ALL.values()), metavar="NAME,…", help="some of what is listed below")
    parser.add_argument("--quick", action="store_true", help="a little of each, with leases of 2 s, to see that it holds")
    parser.add_argument("--redis-binary", type=Path, metavar="PATH", help="a redis-server or valkey-server (default: the embedded Valkey)")
    return parser.parse_args()


def _chosen(names: str) -> list[FaultRun]:
    unknown = [name for name in names.split(",") if name not in ALL]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no run {unknown[0]!r}; there are {', '.join(ALL)}")
    return [run for name, run in ALL.items() if name in names.split(",")]


if __name__ == "__main__":
    sys.exit(main())
