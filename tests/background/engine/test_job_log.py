"""What a job says can be read, in order, without its secrets, and never harms it."""

import logging
import threading
import time
from collections.abc import Sequence

import pytest
from pytest_django import Settings

from background.engine import capture
from background.engine.job import Job
from background.engine.journal import BATCH, LONGEST_LINE, MOST_LINES, Journal
from background.engine.redaction import secrets_of
from background.engine.scribe import EVERY_SECONDS, scribe
from background.engine.secret import Secret
from background.exceptions import QueueUnavailable
from background.interfaces import LogLine, Progress
from background.testing import recording
from background.testing.memory import Memory
from tests.background import saying
from tests.background.saying import Login, Talk
from tests.processes import until

pytestmark = pytest.mark.django_db


class Flaky(Memory):
    """Fails whenever it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.is_down = False
        self.calls = 0

    def append_log(self, job_id: str, execution: str, lines: Sequence[LogLine], *, dropped: int) -> bool:
        self.calls += 1
        if self.is_down:
            raise QueueUnavailable("Redis does not answer")
        return super().append_log(job_id, execution, lines, dropped=dropped)

    def texts(self) -> list[str]:
        return [line.text for line in self.log_of("1")]


@pytest.fixture
def memory() -> Flaky:
    return Flaky()


@pytest.fixture
def journal(memory: Flaky) -> Journal:
    return Journal(memory, job_id="1", execution="e", attempt=2, secrets=[])


def test_a_line_says_when_how_grave_and_in_which_attempt(memory: Flaky, journal: Journal) -> None:
    journal.write("hello", "warning")
    journal.close()

    (line,) = memory.log_of("1")
    assert (line.text, line.level, line.attempt) == ("hello", "warning", 2)
    assert line.at.utcoffset() is not None


def test_a_line_is_there_soon_although_nothing_more_is_said(memory: Flaky, journal: Journal) -> None:
    journal.write("one", "info")
    journal.write("two", "info")

    until(lambda: memory.texts() == ["one", "two"])
    assert memory.calls == 1


def test_lines_are_gathered_for_half_a_second(memory: Flaky, journal: Journal) -> None:
    began = time.monotonic()
    for number in range(20):
        journal.write(str(number), "info")
        time.sleep(0.01)
    journal.close()

    assert len(memory.texts()) == 20
    assert memory.calls <= 1 + (time.monotonic() - began) / EVERY_SECONDS


def test_many_lines_take_few_calls(memory: Flaky, journal: Journal) -> None:
    for number in range(BATCH * 10):
        journal.write(str(number), "info")
    journal.close()

    assert memory.texts() == [str(number) for number in range(BATCH * 10)]
    assert memory.calls <= 12


def test_lines_come_before_the_progress_that_follows_them(memory: Flaky, journal: Journal) -> None:
    journal.write("one", "info")
    journal.report(Progress(percent=10))

    assert memory.texts() == ["one"]


def test_what_could_not_be_written_is_written_later_in_its_order(memory: Flaky, journal: Journal) -> None:
    memory.is_down = True
    journal.write("one", "info")
    journal.report(Progress(percent=10))
    journal.write("two", "info")
    memory.is_down = False

    journal.close()

    assert memory.texts() == ["one", "two"]


def test_while_redis_is_in_trouble_no_handler_waits_for_it_twice_and_one_warning_is_enough(
    memory: Flaky, journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    memory.is_down = True
    journal.write("one", "info")

    for percent in range(50):
        journal.report(Progress(percent=percent))
    journal.close()

    assert memory.calls == 2
    assert [record.message for record in caplog.records] == ["job's log is not written"]


def test_what_waits_is_bounded(memory: Flaky, journal: Journal) -> None:
    memory.is_down = True
    journal.write("first", "info")
    journal.report(Progress(percent=1))
    for number in range(MOST_LINES + 10):
        journal.write(str(number), "info")
    memory.is_down = False

    journal.close()

    assert memory.texts() == [str(number) for number in range(10, MOST_LINES + 10)]


def test_after_its_attempt_a_straggler_is_not_heard(memory: Flaky, journal: Journal) -> None:
    journal.close()

    journal.write("late", "info")
    journal.report(Progress(percent=99))

    assert memory.texts() == []


def test_threads_may_write_together(memory: Flaky, journal: Journal) -> None:
    def write() -> None:
        for _ in range(200):
            journal.write("x", "info")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal.close()

    assert len(memory.texts()) == 800


def test_the_thread_that_writes_ends_when_there_is_nothing_to_write(journal: Journal) -> None:
    journal.write("x", "info")

    until(lambda: "scribe" not in {thread.name for thread in threading.enumerate()})


def test_a_writer_that_never_came_to_life_is_replaced(memory: Flaky, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scribe, "_thread", threading.Thread())

    journal.write("x", "info")

    until(lambda: memory.texts() == ["x"])


def test_in_memory_the_newest_lines_are_kept_too() -> None:
    with recording() as jobs:
        handle = saying.talk_much.enqueue(number=MOST_LINES + 5)
        jobs.drain()

        assert (handle.logs()[0].text, len(handle.logs())) == ("line 5", MOST_LINES)


def test_a_job_has_its_own_lines_and_those_of_its_code() -> None:
    with recording() as jobs:
        handle = saying.talk.enqueue(text="x")
        jobs.drain()

        own, logged, caught = handle.logs()
    assert (own.text, own.level) == ("own x", "info")
    assert (logged.text, logged.level) == ("logged x", "warning")
    assert caught.text.startswith("caught\nTraceback")
    assert caught.text.endswith("ValueError: raised x")


def test_each_job_hears_its_own_tasks_and_threads_alone() -> None:
    with recording() as jobs:
        handles = [saying.talk_async.enqueue(text=str(number)) for number in range(2)]
        jobs.drain()

        texts = [sorted(line.text for line in handle.logs()) for handle in handles]
    assert texts == [[f"task a of {n}", f"task b of {n}", f"thread of {n}"] for n in range(2)]


def test_outside_of_jobs_nothing_is_captured_and_our_own_words_never_are() -> None:
    with recording() as jobs:
        handle = saying.talk_twice.enqueue()
        logging.getLogger("shop").warning("before")
        jobs.drain()
        logging.getLogger("shop").warning("after")

        assert [(line.text, line.attempt) for line in handle.logs()] == [("attempt 1", 1), ("attempt 2", 2)]


def test_a_job_that_runs_within_another_is_heard_apart() -> None:
    with recording() as jobs:
        handle = saying.talk_around.enqueue()
        jobs.drain()

        assert [line.text for line in handle.logs()] == ["before", "after"]


@pytest.mark.parametrize(("level", "number"), [(None, 1), ("ERROR", 2), ("WARNING", 3)])
def test_the_settings_say_what_is_captured(settings: Settings, level: str | None, number: int) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "CAPTURE_LOGS": level}
    with recording() as jobs:
        handle = saying.talk.enqueue(text="x")
        jobs.drain()

        assert len(handle.logs()) == number


@pytest.fixture(autouse=True)
def _capture_as_ever(settings: Settings) -> None:
    capture.install()


def test_no_line_can_make_a_job_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # those of pytest raise what they cannot write
    with recording() as jobs:
        handle = saying.talk_nonsense.enqueue()
        jobs.drain()

        assert handle.snapshot().result == "through"
        mute, unfit, odd, long = handle.logs()
    assert mute.text == "a record of shop cannot be written: RuntimeError"
    assert unfit.text == "a record of shop cannot be written: TypeError"
    assert odd.text == "bad \\ud800"
    assert len(long.text) <= LONGEST_LINE


def test_an_unknown_level_is_an_error_that_names_the_known() -> None:
    with pytest.raises(ValueError, match="level is 'loud'; it is one of critical, debug"):
        job = Job(id="1", name="x", queue="default", data=Talk())
        job.log("x", "loud")  # type: ignore[arg-type]  # this is what it is about


def test_no_secret_of_the_data_is_ever_in_a_line() -> None:
    talk = {"text": "pin 4711, password pass'word\n and pass'word\n2, name ada", "pin": Secret(4711)}
    logins = [Login(name="ada", password=Secret("pass'word\n")), Login(name="bob", password=Secret("pass'word\n2"))]

    with recording() as jobs:
        handle = saying.talk.enqueue(logins=logins, **talk)  # type: ignore[arg-type]  # mypy sees one type for all values
        jobs.drain()
        own, logged, caught = (line.text for line in handle.logs())

    assert own == "own pin ********, password ******** and ********, name ada"
    assert logged == own.replace("own", "logged")
    assert "4711" not in caught
    assert "pass'word" not in caught


def test_secrets_are_found_however_deep_and_however_they_are_written() -> None:
    class Holder:
        pass

    secrets = secrets_of({"a": [{"b": Secret({"token": "täken", "list": ["abcd", 12345, True, None]})}], "c": Secret("abc"), "d": Holder()})

    assert secrets[0] == "t\\u00e4ken"
    assert set(secrets) == {"t\\u00e4ken", "täken", "12345", "abcd"}


def test_changed_secrets_are_masked_with_the_former_ones() -> None:
    with recording() as jobs:
        handle = saying.talk.enqueue()
        job = Job(id=handle.id, name="test-talk", queue="default", data=Talk(pin=Secret(1111)))
        job.update_data(pin=Secret(2222))
        job.log("1111 and 2222 and 3333")
        job.close()

        assert [line.text for line in handle.logs()] == ["******** and ******** and 3333"]
        assert jobs.memory.log_of(handle.id)


def test_what_is_said_within_a_tenth_of_a_second_is_reported_once_and_the_last_of_it_arrives() -> None:
    class Counting(Memory):
        reports: list[int] = []

        def report(self, job_id: str, execution: str, progress: Progress) -> None:
            self.reports.append(progress.percent)

    memory = Counting()
    journal = Journal(memory, job_id="1", execution="e", attempt=1, secrets=[])

    began = time.monotonic()
    for percent in range(101):
        journal.report(Progress(percent=percent))
    journal.close()

    assert (memory.reports[0], memory.reports[-1]) == (0, 100)
    assert len(memory.reports) <= 3 + (time.monotonic() - began) / 0.1


def test_progress_goes_back_only_in_another_attempt() -> None:
    with recording():
        handle = saying.talk.enqueue()
        said = []
        for attempt, steps in ((1, (30, 80, 20)), (2, (10,))):
            job = Job(id=handle.id, name="test-talk", queue="default", data=Talk(pin=Secret(1111)), attempt=attempt)
            for percent in steps:
                job.progress(percent, f"at {percent}")
            job.close()
            said.append(handle.snapshot().progress)

    assert said == [Progress(percent=80, step="at 20"), Progress(percent=10, step="at 10")]
