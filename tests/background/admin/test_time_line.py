"""Where the bars of a job's life lie."""

from datetime import UTC, datetime, timedelta

from background.admin.time_line import NARROWEST, WIDTH, Run, bars

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def run(number: int, began: float, ended: float | None, outcome: str = "failed") -> Run:
    return Run(number=number, worker="w", outcome=outcome, began=after(began), ended=None if ended is None else after(ended))


def kinds(runs: list[Run], *, is_final: bool, now: float = 100) -> list[tuple[str, float]]:
    return [(bar.phase.kind, bar.phase.seconds) for bar in bars(NOON, runs, is_final=is_final, now=after(now))]


def test_a_job_waits_runs_and_backs_off() -> None:
    found = kinds([run(1, 10, 20), run(2, 50, 60, "succeeded")], is_final=True)

    assert found == [("waiting", 10), ("failed", 10), ("backoff", 30), ("succeeded", 10)]


def test_what_has_not_ended_goes_on_until_now() -> None:
    assert kinds([], is_final=False) == [("waiting", 100)]
    assert kinds([run(1, 10, None, "running")], is_final=False) == [("waiting", 10), ("running", 90)]
    assert kinds([run(1, 10, 20)], is_final=False) == [("waiting", 10), ("failed", 10), ("backoff", 80)]


def test_a_job_that_never_ran_and_ended_has_no_line() -> None:
    assert kinds([], is_final=True) == []


def test_only_a_failure_is_followed_by_a_backoff() -> None:
    found = kinds([run(1, 0, 10, "handed_back"), run(2, 20, 30, "succeeded"), run(3, 50, 60)], is_final=True)

    assert found == [("waiting", 0), ("handed_back", 10), ("waiting", 10), ("succeeded", 10), ("failed", 10)]


def test_bars_lie_one_after_the_other_on_the_line() -> None:
    found = bars(NOON, [run(1, 25, 50), run(2, 75, 100)], is_final=True, now=NOON)

    assert [(bar.x, bar.width) for bar in found] == [(0, 250), (250, 250), (500, 250), (750, 250)]


def test_a_short_run_is_seen_beside_a_long_wait_and_stays_on_the_line() -> None:
    *_, last = bars(NOON, [run(1, 86_400, 86_400.001)], is_final=True, now=NOON)

    assert last.width == NARROWEST
    assert last.x + last.width <= WIDTH


def test_clocks_that_disagree_turn_no_bar_round() -> None:
    found = bars(NOON, [run(1, -5, -7)], is_final=True, now=NOON)

    assert all(bar.width > 0 and bar.x >= 0 and bar.phase.seconds >= 0 for bar in found)
