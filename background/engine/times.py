"""When a job may begin, and until when: given as times, or as spans from the moment in which it is made."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from background.exceptions import OptionInvalid


def time_or_span(changes: Mapping[str, object], time: str, span: str) -> dict[str, object]:
    """An option that may be given either way, under the two names that hold it; the way that was given last counts."""
    if time not in changes:
        return {}
    match changes.get(time):
        case timedelta() as length:
            return {time: None, span: length}
        case moment:
            return {time: moment, span: None}


def check_that_it_may_begin[T: (datetime, timedelta)](due: T | None, end: T | None) -> None:
    """Asked when options are made, not when they are read: a job that was accepted is opened, whatever today's rules are.

    Raises:
        OptionInvalid: it would expire before it is due.
    """
    if due is not None and end is not None and due >= end:
        raise OptionInvalid(f"run_after is {due} and expires_at {end}, so it would expire before it may begin; let it expire later")
