"""`manage.py jobs_unique`, as people type it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from redis import Redis

from background.rq_adapter.uniqueness import unique_keys
from tests.background.rq_adapter.test_unique import existing, throttled_rejecting
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True)


def jobs_unique(*words: str) -> str:
    out = StringIO()
    call_command("jobs_unique", *words, stdout=out)
    return out.getvalue()


def test_an_empty_list_says_so() -> None:
    assert jobs_unique() == "no key is taken\n"


def test_each_key_is_shown_with_the_job_that_has_it() -> None:
    handle = existing.enqueue(text="x")

    (line,) = jobs_unique().splitlines()[1:]

    assert line.split()[1:] == [handle.id, "queued"]
    assert line.startswith("test-unique-existing-done:")


def test_a_program_reads_how_long_a_throttle_lasts() -> None:
    handle = throttled_rejecting.enqueue(text="x")
    run_all()

    (key,) = json.loads(jobs_unique("--json"))

    assert (key["holder"], key["state"]) == (handle.id, "finished")
    assert 3500 < key["seconds_left"] <= 3600


def test_the_list_is_bounded() -> None:
    for number in range(3):
        existing.enqueue(text=str(number))

    assert len(unique_keys(limit=2)) == 2


def test_a_key_whose_job_is_gone_says_so(redis: Redis) -> None:
    handle = existing.enqueue(text="x")
    redis.delete(f"rq:job:{handle.id}")

    assert [(key.holder, key.state) for key in unique_keys()] == [(handle.id, "forgotten")]


def test_a_released_key_lets_the_next_job_in() -> None:
    first = existing.enqueue(text="x")
    (key,) = unique_keys()

    assert jobs_unique("--release", key.key) == f"{key.key} is free\n"

    assert existing.enqueue(text="x") != first


def test_a_key_that_nobody_has_cannot_be_released() -> None:
    with pytest.raises(CommandError, match=r"no job has the key mail:77; manage.py jobs_unique lists"):
        jobs_unique("--release", "mail:77")
