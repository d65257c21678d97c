"""Whoever asks learns who writes down what happens, and how far behind they are."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from redis import Redis

from background.ledger.recorder import Recorder
from background.monitoring.recording import recording
from tests.background.jobs import remember
from tests.background.recorder import a_recorder_that_runs
from tests.processes import until

pytestmark = pytest.mark.django_db(transaction=True)


def test_without_one_what_happens_waits_and_grows_old(redis: Redis) -> None:
    redis.xadd("rq:events", {"kind": "progress"}, id="1-0")
    remember.enqueue(text="x")

    found = recording()

    assert found.is_missing
    assert found.entries == 2
    assert found.lag_seconds > 1_000_000_000


def test_looking_makes_no_group(redis: Redis) -> None:
    remember.enqueue(text="x")

    recording()

    assert redis.xinfo_groups("rq:events") == []


def test_one_that_runs_is_named_and_is_not_behind() -> None:
    with a_recorder_that_runs():
        remember.enqueue(text="x")
        until(lambda: recording().recorders and recording().entries == 0)

        found = recording()

        assert [reader.since is not None for reader in found.recorders] == [True]
        assert (found.is_missing, found.lag_seconds) == (False, 0.0)


def test_one_that_left_is_not_counted() -> None:
    remember.enqueue(text="x")
    Recorder().catch_up()

    assert recording().recorders == []


def test_what_one_has_read_and_not_written_down_counts(redis: Redis) -> None:
    remember.enqueue(text="x")
    redis.xgroup_create("rq:events", "ledger", id="0")
    redis.xreadgroup("ledger", "one that died", {"rq:events": ">"})

    assert recording().entries == 1


def test_the_command_says_it_to_programs() -> None:
    said = StringIO()

    call_command("jobs_ledger", "--status", "--json", stdout=said)

    assert json.loads(said.getvalue()) == {"is_wanted": True, "recorders": [], "entries": 0, "lag_seconds": 0.0}
