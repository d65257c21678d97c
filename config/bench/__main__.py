"""Measures how fast jobs go, beside stock RQ in the same run, on a Redis of its own. Figures depend on the machine."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
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
from config.rig.machine import machine
from config.rig.word import carry_out, chosen, screen

EPILOG = "what is measured:\n" + "\n".join(f"  {name:<15} {measurement.what}" for name, measurement in ALL.items())
FILE_WIDTH = 120
_chosen = partial(chosen, available=ALL, what="measurement")


def main() -> int:
    return carry_out("bench", partial(_run, _arguments()))


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
    console = screen(FILE_WIDTH)
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
    parser.add_argument(
        "--only",
        type=_chosen,
        default=list(ALL.values()),
        metavar="NAME,…",
        help="some of what is listed below",
    )
    parser.add_argument("--log", action="store_true", help="let workers log at INFO (default: WARNING, so that logging is not measured)")
    parser.add_argument("--peers", action="store_true", help="also install other queues into .tools/bench, and let them drain no-ops")
    parser.add_argument("--redis-binary", type=Path, metavar="PATH", help="a redis-server or valkey-server (default: the embedded Valkey)")
    return parser.parse_args()


def _at_least_one(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of runs; give 1 or more")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
