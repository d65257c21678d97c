"""The promises that every run makes: nothing that was accepted is lost, and nothing that succeeded is called a failure."""

from config.faults import witness
from config.faults.census import census
from config.faults.finding import Found
from config.faults.stage import Stage
from config.faults.witness import Deed


def count_from_outside(stage: Stage, found: Found) -> None:
    """Compare the witness with what Redis says in the end."""
    entries, told = stage.entries(), census(stage.redis)
    accepted, ended = witness.count(entries, Deed.ACCEPTED), witness.count(entries, Deed.ENDED)
    began = witness.count(entries, Deed.BEGAN)
    found.figures["accepted"] = len(accepted)
    found.none("accepted jobs that never ended", len(accepted.keys() - ended.keys()))
    found.none("jobs that Redis does not call finished", told.unfinished)
    found.none("jobs called failed", told.statuses["failed"] + told.reasons.total())
    found.none("attempts called failed", told.failed_attempts)
    found.figures["ran to their end twice"] = sum(times - 1 for times in ended.values())
    found.figures["begun again"] = sum(times - 1 for times in began.values())
    if refused := len(witness.count(entries, Deed.REFUSED)):
        found.figures["refused to the caller"] = refused
