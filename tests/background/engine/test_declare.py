"""A job is declared once, with options that can be run."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from background.engine import registry
from background.engine.backoff import fixed
from background.engine.declare import JobQueue
from background.engine.job import Job
from background.engine.limits import Concurrency
from background.engine.names import checked_name, checked_queue_name
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
        ({"run_after": datetime(2026, 1, 1)}, "run_after is .* without a time zone"),  # noqa: DTZ001  # the fault that is tested
        ({"expires_at": datetime(2026, 1, 1)}, "expires_at is .* without a time zone"),  # noqa: DTZ001  # as above
        ({"soft_timeout": timedelta(minutes=3)}, "soft_timeout is 0:03:00; it must be shorter than timeout"),
        ({"memory_limit": 1}, "memory_limit is 1 MiB"),
        ({"retry_for": timedelta()}, "retry_for is 0:00:00"),
    ],
)
def test_an_option_out_of_range_is_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionInvalid, match=message):
        Options(**options)  # type: ignore[arg-type]  # deliberately loose


@pytest.mark.parametrize(
    "wrong",
    [
        {"priority": True},
        {"priority": 1.5},
        {"priority": "x"},
        {"max_attempts": "3"},
        {"timeout": 60},
        {"timeout": None},
        {"soft_timeout": 1},
        {"backoff": 5},
        {"owner": 5},
        {"owner": "\udc80"},
        {"owner": "x" * 65},
        {"result_ttl": 5},
        {"result_ttl": timedelta(seconds=-1)},
        {"run_after": "x"},
        {"run_after": timedelta.max},
        {"memory_limit": 10**30},
        {"colour": "red"},
    ],
)
def test_an_option_of_another_type_is_refused_at_once(wrong: dict[str, object]) -> None:
    with pytest.raises(OptionInvalid, match=next(iter(wrong))):
        remember.using(**wrong)  # type: ignore[arg-type]  # the fault that is tested


@pytest.mark.parametrize(
    "wrong",
    [
        {"retry_on": ValueError},
        {"retry_on": "x"},
        {"retry_on": (1,)},
        {"discard_on": None},
        {"concurrency": 1},
        {"rate": 1},
        {"version": 10**30},
        {"version": "2"},
        {"aliases": "abc"},
        {"aliases": ("",)},
        {"durable": "yes"},
        {"unique": True},
        {"concurrency": Concurrency(1, key="nope")},
    ],
)
def test_a_rule_of_another_kind_is_refused_when_it_is_declared(wrong: dict[str, object]) -> None:
    with pytest.raises(OptionInvalid):

        @JobQueue("default").job("test-wrong-rule", Note, **wrong)  # type: ignore[arg-type]  # the fault that is tested
        def handler(job: Job[Note]) -> None: ...


@pytest.mark.parametrize("name", ["", " ", "two words", "-x", "line\nbreak", "x" * 101, "caf\u00e9\u202e", None, 5, b"x"])
def test_a_name_that_somebody_would_have_to_quote_is_refused(name: Any) -> None:
    with pytest.raises(OptionInvalid, match="the name of a job is"):
        JobQueue("default").job(name, Note)
    with pytest.raises(OptionInvalid, match="the name of a queue is"):
        JobQueue(name)


@pytest.mark.parametrize("name", ["x/pause", "x/y/resume", "x/empty", "x//pause"])
def test_a_queue_is_not_called_as_an_order_to_another_is_spelt(name: str) -> None:
    with pytest.raises(OptionInvalid, match=f"the name of a queue is '{name}', and /queues/{name}/ is how queue"):
        JobQueue(name)
    assert checked_name("job", name) == name


@pytest.mark.parametrize("name", ["pause", "x-pause", "x/pauses", "pause/x"])
def test_a_queue_may_be_called_nearly_so(name: str) -> None:
    assert checked_queue_name(name) == name


@pytest.mark.parametrize("name", ["a", "send-receipt", "shop.tasks.send", "2fa:code/v2", "app.f.<locals>.g"])
def test_what_is_a_name_elsewhere_is_one_here(name: str) -> None:
    assert checked_name("job", name) == name


@pytest.mark.parametrize("handler", ["send", None, 5, Note])
def test_what_cannot_handle_a_job_is_refused(handler: Any) -> None:
    with pytest.raises(OptionInvalid, match="the handler of job 'test-no-handler' is"):
        JobQueue("default").job("test-no-handler", Note)(handler)


@pytest.mark.parametrize("payload", [dict, None, Note(), lambda: Note()])
def test_a_payload_that_is_no_dataclass_is_refused(payload: Any) -> None:
    with pytest.raises(OptionInvalid, match="the payload of job 'test-no-payload' is"):
        JobQueue("default").job("test-no-payload", payload)


NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "times",
    [
        {"run_after": NOON, "expires_at": NOON},
        {"run_after": NOON + timedelta(hours=1), "expires_at": NOON},
        {"run_after": timedelta(hours=2), "expires_at": timedelta(hours=1)},
    ],
)
def test_a_job_that_would_expire_before_it_is_due_is_refused(times: dict[str, Any]) -> None:
    with pytest.raises(OptionInvalid, match="it would expire before it may begin"):
        remember.using(**times)


def test_a_time_and_a_span_are_compared_when_the_job_is_made() -> None:
    late = remember.using(run_after=timedelta(hours=2), expires_at=timezone.now() + timedelta(hours=1))

    with pytest.raises(OptionInvalid, match="it would expire before it may begin"):
        late.enqueue(text="x")


@pytest.mark.parametrize("make", [lambda: fixed(timedelta(-1)), lambda: fixed(timedelta(), jitter=float("nan"))])
def test_parts_of_options_are_checked_too(make: Callable[[], object]) -> None:
    with pytest.raises(OptionInvalid):
        make()


def test_the_settings_speak_for_every_queue_that_says_nothing(settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "OPTIONS": {"max_attempts": 9, "priority": 4}}

    queue = JobQueue("default", priority=1)

    assert (queue.options.max_attempts, queue.options.priority) == (9, 1)


def test_a_time_may_be_given_as_a_span_and_the_last_word_counts() -> None:
    now = timezone.now()
    by_span = remember.using(run_after=timedelta(hours=1), expires_at=timedelta(hours=2)).options.resolved(owner="", now=now)
    by_time = remember.using(run_after=timedelta(hours=1)).using(run_after=now).options.resolved(owner="", now=now)

    assert (by_span.run_after, by_span.expires_at) == (now + timedelta(hours=1), now + timedelta(hours=2))
    assert by_time.run_after == now


def test_a_function_cannot_travel_with_a_single_job() -> None:
    with pytest.raises(OptionInvalid, match="give it to @queue"):
        remember.using(backoff=lambda attempt, error: timedelta())


def test_a_former_name_leads_to_the_same_handler_and_is_taken() -> None:
    @JobQueue("default").job("test-renamed", Note, aliases=("test-old-name",))
    def handler(job: Job[Note]) -> None: ...

    assert registry.find("test-old-name") is handler
    with pytest.raises(DuplicateJob, match="'test-old-name' is declared twice"):

        @JobQueue("default").job("test-old-name", Note)
        def impostor(job: Job[Note]) -> None: ...
