"""The promises of this queue hold in whatever order things happen. INVARIANT_EXAMPLES=5000 looks deeper, at other lives each time."""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from background.ledger import relay
from tests.invariants.machine import Jobs

EXAMPLES = int(os.environ.get("INVARIANT_EXAMPLES", "0"))


@pytest.mark.django_db(transaction=True)
def test_the_invariants_hold_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "SETTLED_FOR", timedelta())

    run_state_machine_as_test(
        Jobs,
        settings=settings(
            max_examples=EXAMPLES or 50,
            stateful_step_count=40,
            derandomize=not EXAMPLES,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
