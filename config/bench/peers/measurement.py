"""The drain of no-ops by every peer that can be installed, beside ours."""

from dataclasses import replace

from config.bench.errors import CannotMeasure
from config.bench.measurement import Measurement
from config.bench.measurements.noop import NOOP
from config.bench.peers.systems import PEERS
from config.bench.rounds import Fault
from config.bench.systems import OURS, SIMPLE, System

NAME = "peers"


def peers() -> tuple[Measurement, list[Fault]]:
    """What to measure, and the peers that are left out with the reason."""
    systems: list[System] = [OURS, SIMPLE]
    missing = []
    for name, install in PEERS.items():
        try:
            systems.append(install())
        except CannotMeasure as error:
            missing.append(Fault(NAME, name, str(error)))
    return replace(NOOP, name=NAME, systems=tuple(systems)), missing
