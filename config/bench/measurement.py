"""What a measurement is: a question, the systems that are asked, and the figures that answer it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from config.bench.stage import Stage
from config.bench.systems import System


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """`figures` are names with their units; `measure` answers one value for each, once a run."""

    name: str
    what: str
    systems: tuple[System, ...]
    figures: Mapping[str, str]
    measure: Callable[[System, Stage], Mapping[str, float]]
