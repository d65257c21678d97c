"""Measures how fast jobs go, beside stock RQ in the same run, on a Redis of its own. Figures depend on the machine."""

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from config.bench.extent import FULL, QUICK
from config.bench.measurement import Measurement
from config.bench.measurements import ALL
from config.bench.peers.measurement import peers
from config.bench.report import as_json, table
from config.bench.room import room
from config.bench.rounds import Fault, Outcome
from config.bench.session import measure_all
from config.dev.errors import CannotStart
from config.rig.machine import machine

EPILOG = "what is measured:\n" + "\n".join(f"  {name:<15} {measurement.what}" for name, measurement in ALL.items())
FILE_WIDTH = 120


def main() -> int:
    arguments = _arguments()
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    progress = Console(stderr=True, highlight=False)
    try:
        return _run(arguments, progress)
    except CannotStart as error:
        progress.print(f"bench: {error}", style="bold red")
        return 2
    except KeyboardInterrupt:
        return 130


def _run(arguments: argparse.Namespace, progress: Console) -> int:
    extent, level = QUICK if arguments.quick else FULL, "INFO" if arguments.log else "WARNING"
    facts: dict[str, object] = {"began": datetime.now(UTC).isoformat(), "machine": machine(), "runs": arguments.runs}
    measurements, faults = _planned(arguments)
    with room(binary=arguments.redis_binary, log_level=level) as place:
        facts |= {"quick": arguments.quick, "log_level": level, "server": place.server()}
        outcome = measure_all(measurements, place, extent, runs=arguments.runs, console=progress)
    outcome.faults.extend(faults)
    _show(outcome, measurements, facts, progress)
    if arguments.json:
        arguments.json.write_text(json.dumps(as_json(outcome, facts=facts), indent=2) + "\n")
    return 1 if outcome.faults else 0


def _planned(arguments: argparse.Namespace) -> tuple[list[Measurement], list[Fault]]:
    if not arguments.peers:
        return arguments.only, []
    measurement, missing = peers()
    return [*arguments.only, measurement], missing


def _show(outcome: Outcome, measured: Sequence[Measurement], facts: dict[str, object], progress: Console) -> None:
    terminal = Console(highlight=False)
    console = terminal if terminal.is_terminal else Console(highlight=False, width=FILE_WIDTH)
    console.print(table(outcome, measured))
    console.print(f"{facts['server']}, append-only file synced every second; workers log at {facts['log_level']}; runs: {facts['runs']}")
    if facts["quick"]:
        console.print("--quick measures too little for figures to be quoted")
    for fault in outcome.faults:
        progress.print(f"bench: {fault.measurement} of {fault.system}: {fault.reason}", style="bold red", soft_wrap=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bin/bench", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("subject", choices=["queue"], help="what to measure")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every value there")
    parser.add_argument("--runs", type=_at_least_one, default=5, metavar="N", help="rounds; medians are shown (default: 5)")
    parser.add_argument("--quick", action="store_true", help="a few jobs of each kind, to see that everything works")
    parser.add_argument("--only", type=_chosen, default=list(ALL.values()), metavar="NAME,…", help="some of what is listed below")
    parser.add_argument("--log", action="store_true", help="let workers log at INFO (default: WARNING, so that logging is not measured)")
    parser.add_argument("--peers", action="store_true", help="also install other queues into .tools/bench, and let them drain no-ops")
    parser.add_argument("--redis-binary", type=Path, metavar="PATH", help="a redis-server or valkey-server (default: the embedded Valkey)")
    return parser.parse_args()


def _chosen(names: str) -> list[Measurement]:
    unknown = [name for name in names.split(",") if name not in ALL]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no measurement {unknown[0]!r}; there are {', '.join(ALL)}")
    return [measurement for name, measurement in ALL.items() if name in names.split(",")]


def _at_least_one(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of runs; give 1 or more")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
