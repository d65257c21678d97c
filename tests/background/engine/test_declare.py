"""A job is declared once, with options that can be run."""

from datetime import datetime, timedelta

import pytest

from background.engine.declare import JobQueue
from background.engine.job import Job
from background.engine.options import Options
from background.exceptions import DuplicateJob, OptionInvalid
from tests.background.jobs import Note, remember


def test_two_handlers_cannot_have_one_name() -> None:
    with pytest.raises(DuplicateJob, match="'test-remember' is declared twice"):

        @JobQueue("default").job("test-remember", Note)
        def impostor(job: Job[Note]) -> None: ...


def test_the_call_beats_the_type_and_the_type_beats_the_queue() -> None:
    queue = JobQueue("default", priority=1, max_attempts=7, timeout=timedelta(seconds=9))

    @queue.job("test-precedence", Note, priority=2, max_attempts=8)
    def handler(job: Job[Note]) -> None: ...

    options = handler.using(priority=3).options
    assert (options.priority, options.max_attempts, options.timeout) == (3, 8, timedelta(seconds=9))


def test_using_leaves_the_job_type_as_it_was() -> None:
    remember.using(priority=99)

    assert remember.options.priority == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"priority": 101}, "priority is 101; it goes from -100 to 100"),
        ({"max_attempts": 0}, "max_attempts is 0"),
        ({"timeout": timedelta()}, "timeout is 0:00:00"),
        ({"run_after": datetime(2026, 1, 1)}, "without a time zone"),  # noqa: DTZ001  # the fault that is tested
    ],
)
def test_an_option_out_of_range_is_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionInvalid, match=message):
        Options(**options)  # type: ignore[arg-type]  # deliberately loose
