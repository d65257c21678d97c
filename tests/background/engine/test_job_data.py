"""A job's data can change while it runs, within what its type allows."""

import pytest

from background.engine.job import Job
from background.engine.secret import Secret
from background.exceptions import PayloadInvalid, PayloadTooLarge
from background.testing import Succeeded, perform, recording
from tests.background import saying
from tests.background.saying import Login, Talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def job() -> Job[Talk]:
    return Job(id="1", name="test-talk", queue="default", data=Talk(number=1))


def test_an_attempt_and_those_after_it_see_the_new_data() -> None:
    with recording() as jobs:
        handle = saying.move_on.enqueue(text="stays")
        jobs.drain()

        job = handle.snapshot()
    assert (job.result, job.attempts) == (3, 3)
    assert job.data == {"text": "stays", "number": 3, "path": "", "pin": "********", "logins": []}


def test_a_handler_by_itself_can_change_it_too() -> None:
    assert perform(saying.move_on, number=2) == Succeeded(3)


def test_what_is_given_is_what_the_next_attempt_would_read(job: Job[Talk]) -> None:
    with recording():
        job.update_data(logins=[Login(name="ada", password=Secret("x"))])

    assert job.data.logins[0].password.reveal() == "x"
    assert job.data.number == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"numbr": 1}, "Talk: unknown field 'numbr'; it has text, number, path"),
        ({"number": "two"}, r"Talk: Expected `int`, got `str` - at `\$.number`"),
        ({"pin": 7}, r"Talk: Expected a Secret"),
        ({"text": object()}, "a payload carries plain values, not a object"),
    ],
)
def test_what_does_not_fit_changes_nothing(job: Job[Talk], changes: dict[str, object], words: str) -> None:
    with recording(), pytest.raises(PayloadInvalid, match=words):
        job.update_data(**changes)

    assert job.data == Talk(number=1)


def test_what_is_too_large_changes_nothing(job: Job[Talk]) -> None:
    with recording(), pytest.raises(PayloadTooLarge, match="put its id into the job"):
        job.update_data(text="x" * 70_000)

    assert job.data.text == ""
