"""About whom a job is."""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

import pytest

from background.engine.declare import JobQueue
from background.engine.job import Job
from background.engine.options import Options
from background.engine.secret import Secret
from background.engine.subjects import Subject, marked_fields, subjects_of
from background.exceptions import OptionInvalid, PayloadInvalid
from tests.background.jobs import Note, careless

queue = JobQueue("default")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    host: Annotated[UUID | None, Subject("user")] = None
    guests: Annotated[list[int], Subject("guest")] = field(default_factory=list)
    place: str = ""


def test_the_payload_says_about_whom_it_is() -> None:
    ada = UUID(int=7)

    assert list(subjects_of(Invitation(host=ada, guests=[1, 2]))) == [("user", str(ada)), ("guest", "1"), ("guest", "2")]
    assert list(subjects_of(Invitation())) == []
    assert marked_fields(Note) == ()


def test_the_caller_may_name_more_of_them() -> None:
    options = Options().using(subjects=[("user", 7), ("user", "7"), ("shop", 3)])

    assert options.subjects == (("user", "7"), ("shop", "3"))


@pytest.mark.parametrize("subjects", [[("user",)], [("user", "")], [("", 7)], [7], 7, [("user", "x" * 65)], [("user", "a\nb")]])
def test_what_names_nobody_is_refused(subjects: list[tuple[str, object]]) -> None:
    with pytest.raises(OptionInvalid, match="subject"):
        Options().using(subjects=subjects)


def test_an_id_that_is_none_is_refused_with_its_field() -> None:
    @dataclass(frozen=True)
    class Long:
        user: Annotated[str, Subject("user")]

    with pytest.raises(PayloadInvalid, match=r"Long\.user"):
        list(subjects_of(Long("x" * 65)))


def test_a_secret_is_no_id_by_which_somebody_is_found() -> None:
    @dataclass(frozen=True)
    class Whisper:
        to: Annotated[list[Secret[str]], Subject("email")]

    with pytest.raises(PayloadInvalid, match=r"Whisper\.to is a secret"):
        list(subjects_of(Whisper(to=[Secret("ada@example.org")])))


def test_a_kind_is_a_word() -> None:
    with pytest.raises(OptionInvalid, match="kind"):
        Subject("")


def test_what_nobody_would_find_again_is_about_nobody() -> None:
    with pytest.raises(OptionInvalid, match="durable"):

        @queue.job("test-invite-carelessly", Invitation, durable=False)
        def invite(job: Job[Invitation]) -> None: ...

    with pytest.raises(OptionInvalid, match="durable"):
        careless.using(subjects=[("user", 7)]).enqueue(text="x")
