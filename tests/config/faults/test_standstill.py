"""What is broken while the machine stands still says nothing about the workers, and is carried out again."""

from collections.abc import Callable
from contextlib import nullcontext
from itertools import count
from types import SimpleNamespace
from typing import cast

import pytest

from config.faults import session
from config.faults.crew import Crew
from config.faults.extent import QUICK
from config.faults.finding import FaultRun, Found
from config.faults.session import TRIES, Done, carry_out
from config.faults.stage import Stage
from config.faults.standstill import Standstill
from config.rig.room import Room
from tests.processes import until

RUN = FaultRun(name="storm", what="", carry_out=lambda *_: Found())

type Script = Callable[..., list[str]]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Carries out runs that find so many lost jobs each, on a machine that stands still for so long; answers what is said."""

    def play(*lost: int, stands_still: float) -> list[str]:
        told: list[str] = []
        found = iter(lost)

        def once(run: FaultRun, way: str, place: Stage) -> Done:
            counted = Found()
            counted.none("jobs that are lost", next(found))
            return Done(run=run, way=way, seconds=1.0, found=counted)

        monkeypatch.setattr(session, "_carry_out_once", once)
        monkeypatch.setattr(session, "Standstill", lambda: nullcontext(SimpleNamespace(longest=stands_still)))
        place = Stage(room=cast("Room", None), crew=cast("Crew", None), extent=QUICK, tell=told.append)
        kept = carry_out(RUN, "", place).is_kept
        return [*told, "kept" if kept else "broken"]

    return play


def test_what_is_broken_on_a_machine_that_goes_on_is_broken(said: Script) -> None:
    assert said(1, 0, stands_still=0.5) == ["broken"]


def test_what_is_broken_while_it_stands_still_is_done_again(said: Script) -> None:
    assert said(1, 0, stands_still=3) == ["the machine stood still for 3.0 s, so this is done again", "kept"]


def test_what_is_kept_is_not_done_again(said: Script) -> None:
    assert said(0, 1, stands_still=3) == ["kept"]


def test_what_is_broken_again_and_again_is_broken(said: Script) -> None:
    assert said(*[1] * TRIES, stands_still=3)[-1] == "broken"


def test_the_longest_time_without_a_look_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = count(step=5.0)
    monkeypatch.setattr("config.faults.standstill.time", SimpleNamespace(monotonic=lambda: next(clock)))

    with Standstill() as standstill:
        until(lambda: standstill.longest)

    assert 4 < standstill.longest <= 5


def test_a_machine_that_goes_on_does_not_stand_still() -> None:
    with Standstill() as standstill:
        pass

    assert standstill.longest < QUICK.lease_seconds
