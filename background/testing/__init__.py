"""What tests of jobs need, without Redis: see which were enqueued, run them at once, or perform one by hand."""

from background.testing.drain import Drained, EndlessJobs
from background.testing.inline import inline
from background.testing.outcome import Cancelled, Dead, Outcome, Parked, RetryIn, Snoozed, Succeeded
from background.testing.perform import perform, perform_payload
from background.testing.recording import (
    Recording,
    assert_enqueued,
    assert_nothing_enqueued,
    drain,
    recording,
    refute_enqueued,
)

__all__ = [
    "Cancelled",
    "Dead",
    "Drained",
    "EndlessJobs",
    "Outcome",
    "Parked",
    "Recording",
    "RetryIn",
    "Snoozed",
    "Succeeded",
    "assert_enqueued",
    "assert_nothing_enqueued",
    "drain",
    "inline",
    "perform",
    "perform_payload",
    "recording",
    "refute_enqueued",
]
