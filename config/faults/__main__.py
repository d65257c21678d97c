"""Breaks what workers depend on, and counts outside the queue what became of the jobs. Exit code 1 when a promise is broken."""

import argparse
import json
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from config.faults.extent import FULL, QUICK
from config.faults.report import as_json, table
from config.faults.runs import ALL
from config.faults.session import Session, carry_out_all
from config.rig.machine import machine
from config.rig.word import carry_out, chosen, screen

EPILOG = "what is broken:\n" + "\n".join(f"  {name:<18} {run.what}" for name, run in ALL.items())
FILE_WIDTH = 140
_chosen = partial(chosen, available=ALL, what="run")


def main() -> int:
    return carry_out("faults", partial(_run, _arguments()))


def _run(arguments: argparse.Namespace, progress: Console) -> int:
    facts: dict[str, object] = {"began": datetime.now(UTC).isoformat(), "machine": machine(), "quick": arguments.quick}
    extent = QUICK if arguments.quick else FULL
    session = carry_out_all(arguments.only, extent, binary=arguments.redis_binary, console=progress)
    _show(session, quick=arguments.quick)
    if arguments.json:
        arguments.json.write_text(json.dumps(as_json(session, facts=facts), indent=2) + "\n")
    return 0 if all(done.is_kept for done in session.done) else 1


def _show(session: Session, *, quick: bool) -> None:
    console = screen(FILE_WIDTH)
    console.print(table(session))
    console.print(f"{session.server}; {sum(done.seconds for done in session.done):.0f} s")
    if quick:
        console.print("--quick breaks too little for figures to be quoted")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bin/faults", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was found there")
    parser.add_argument(
        "--only",
        type=_chosen,
        default=list(ALL.values()),
        metavar="NAME,…",
        help="some of what is listed below",
    )
    parser.add_argument("--quick", action="store_true", help="a little of each, with leases of 4 s, to see that it holds")
    parser.add_argument("--redis-binary", type=Path, metavar="PATH", help="a redis-server or valkey-server (default: the embedded Valkey)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
