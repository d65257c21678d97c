"""An attempt that is asked to end."""

import pytest

from background.engine import cancellation
from background.engine.timeouts import JobCancelled


def test_who_was_asked_to_end_knows_it_and_why() -> None:
    cancellation.request("one", "a better idea")

    assert cancellation.is_cancelled("one")
    with pytest.raises(JobCancelled, match="a better idea"):
        cancellation.raise_if_cancelled("one")


def test_nobody_else_is_disturbed() -> None:
    cancellation.request("one")

    assert not cancellation.is_cancelled("other")
    cancellation.raise_if_cancelled("other")


def test_once_it_has_ended_nothing_is_remembered() -> None:
    cancellation.request("one")

    cancellation.withdraw("one")
    cancellation.withdraw("one")

    assert not cancellation.is_cancelled("one")
