"""Swift jobs are settled together, and nothing waits behind one that is not swift after all."""

from collections.abc import Callable
from itertools import count
from types import SimpleNamespace

import pytest
from redis import Redis

from background.constants import JobState
from background.engine.outcome import Succeeded
from background.rq_adapter.claims import Claim
from background.rq_adapter.worker import tempo
from background.rq_adapter.worker.crew import Crew
from background.rq_adapter.worker.ended import Ended
from background.rq_adapter.worker.place import Place
from background.rq_adapter.worker.tempo import Tempo
from background.rq_adapter.worker.tray import SETTLED_WITHIN, Tray
from tests.background import jobs as plain
from tests.background.rq_adapter.worker import jobs
from tests.background.rq_adapter.worker.jobs import Trace
from tests.background.worker import desk_of, run_all

type Claims = Callable[[int], list[Claim]]


@pytest.fixture
def claims(redis: Redis) -> Claims:
    """So many jobs that were taken."""

    def take(number: int) -> list[Claim]:
        plain.remember.enqueue_many(plain.Note(text=str(n)) for n in range(number))
        taken = desk_of(redis, "default").take_many(number)
        assert isinstance(taken, list)
        return taken

    return take


def over(claim: Claim) -> Ended:
    return Ended(claim=claim, outcome=Succeeded(b"null"), began=0.0, ended=0.0)


def is_swift(_: str) -> bool:
    return True


def test_many_jobs_are_taken_and_settled_in_few_calls(redis: Redis) -> None:
    handles = plain.remember.enqueue_many(plain.Note(text=str(n)) for n in range(400))
    redis.config_resetstat()

    run_all(slots=50)

    calls = redis.info("commandstats")["cmdstat_evalsha"]["calls"]
    assert {handle.snapshot().state for handle in handles} == {JobState.SUCCEEDED}
    assert calls < 200


def test_jobs_that_wait_for_each_other_do_not_wait_in_one_thread() -> None:
    plain.remember.enqueue_many(plain.Note(text=str(n)) for n in range(30))
    handles = jobs.meet.enqueue_many(Trace() for _ in range(5))  # each waits until five are there

    run_all(slots=5)

    assert {handle.snapshot().state for handle in handles} == {JobState.SUCCEEDED}


def test_every_job_on_the_tray_has_a_slot(claims: Claims) -> None:
    tray = Tray(3)

    tray.put(claims(2))
    _, wanted = tray.lay_out()

    assert (wanted, tray.room) == (1, 0)


def test_an_end_waits_for_others_but_not_for_long(claims: Claims, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("background.rq_adapter.worker.tray.time", SimpleNamespace(monotonic=lambda: now))
    tray = Tray(3)
    tray.put(claims(3))
    first = tray.next(is_swift)
    assert first

    tray.end(over(first), is_swift=True)

    assert tray.next(is_swift) is not None
    now = SETTLED_WITHIN
    assert tray.next(is_swift) is None
    assert [ended.claim for ended in tray.lay_out()[0]] == [first]


def test_a_slow_job_on_the_tray_waits_for_nothing(claims: Claims) -> None:
    tray = Tray(2)
    tray.put(claims(2))
    first = tray.next(is_swift)
    assert first

    tray.end(over(first), is_swift=False)

    assert tray.next(is_swift) is None
    assert tray.next(lambda _: False) is not None


def test_slow_jobs_that_ended_together_are_settled_a_few_at_a_time(claims: Claims) -> None:
    tray = Tray(10)
    tray.put(claims(10))
    for _ in range(5):
        claim = tray.next(lambda _: False)
        assert claim
        tray.end(over(claim), is_swift=False)

    turns = [tray.lay_out() for _ in range(2)]

    assert [(len(ended), wanted) for ended, wanted in turns] == [(3, 3), (2, 2)]
    assert tray.lay_out() == ([], 0)


def test_swift_jobs_that_ended_together_are_settled_together(claims: Claims) -> None:
    tray = Tray(10)
    tray.put(claims(10))
    for _ in range(5):
        claim = tray.next(is_swift)
        assert claim
        tray.end(over(claim), is_swift=True)

    ended, wanted = tray.lay_out()

    assert (len(ended), wanted) == (5, 5)


@pytest.mark.parametrize(("threads", "is_watched"), [(1, False), (2, True)])
def test_who_is_at_the_tray_is_watched_where_another_could_take_over(threads: int, is_watched: bool, redis: Redis) -> None:
    crew = Crew(threads, lambda: desk_of(redis, "default"), lambda: None)
    crew.attendant = Place()

    crew.relieve()

    assert crew.is_watched is is_watched


def test_a_place_that_is_lost_leaves_the_tray_to_another(redis: Redis) -> None:
    crew, lost = Crew(2, lambda: desk_of(redis, "default"), lambda: None), Place()
    crew.places.append(lost)
    crew.attendant = lost

    with crew.lock:
        crew.remove(lost)

    assert lost not in (*crew.places, crew.attendant)


def test_one_slow_run_says_little_and_three_say_enough() -> None:
    kinds = Tempo()

    kinds.note("send", 1.0)
    after_one = kinds.is_swift("send")
    kinds.note("send", 1.0)
    kinds.note("send", 1.0)

    assert (after_one, kinds.is_swift("send")) == (True, False)


def test_a_kind_that_was_swift_once_gets_another_try(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = count(step=tempo.DOUBT_EVERY * 2)
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    kinds = Tempo()
    for name, seconds in [("crowded", 0.0), *[("crowded", 1.0)] * 3, *[("sleeper", 1.0)] * 3]:
        kinds.note(name, seconds)

    kinds.doubt()

    assert (kinds.is_swift("crowded"), kinds.is_swift("sleeper")) == (True, False)
