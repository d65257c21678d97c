"""A ledger as a busy month leaves it: many jobs that went well, some that did not, a few that go on."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import batched
from uuid import UUID

from django.db import connection, transaction

from background.constants import JobName, JobState, QueueName
from background.ledger.indexer import Indexer
from background.ledger.insert import insert_rows
from background.ledger.places import id_at, place_at
from background.models import JobAttempt, JobRecord
from config.bench.pages.queries import BUSY_OWNER, FINGERPRINTS

MONTH = timedelta(days=30)
TOGETHER = 5_000
OWNERS, TENANTS = 10_000, 1_000
RARE = 10_000
"""One job in so many has the rare value."""
_STATES = {
    JobState.SUCCEEDED: 930,
    JobState.DEAD: 40,
    JobState.CANCELLED: 15,
    JobState.EXPIRED: 5,
    JobState.QUEUED: 4,
    JobState.SCHEDULED: 3,
    JobState.RETRYING: 2,
    JobState.RUNNING: 1,
}
"""Of a thousand jobs."""
_ERRORS = ("ValueError", "TimeoutError", "ConnectionError")

RECORD = (
    *("id", "name", "queue", "state", "payload", "envelope", "has_secrets", "owner", "request_id", "tags", "priority", "attempts"),
    *("max_attempts", "created_at", "started_at", "finished_at", "error_code", "error_message", "fingerprint", "note"),
)
ATTEMPT = (
    "job",
    "execution",
    "number",
    "worker",
    "outcome",
    "started_at",
    "ended_at",
    "error_code",
    "error_message",
    "traceback",
    "fingerprint",
)


def fill(jobs: int) -> None:
    """Write so many jobs with their attempts and words; the same ones each time."""
    dice = random.Random(1)  # noqa: S311  # nothing secret
    begin = datetime.now(UTC) - MONTH
    for numbers in batched(range(jobs), TOGETHER):
        rows = [_job(number, begin + MONTH * (number / jobs), dice) for number in numbers]
        with transaction.atomic():
            insert_rows(JobRecord, RECORD, rows, using="default")
            insert_rows(JobAttempt, ATTEMPT, [attempt for row in rows for attempt in _attempts(row)], using="default")
    Indexer().catch_up()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _job(number: int, moment: datetime, dice: random.Random) -> tuple[object, ...]:
    (state,) = dice.choices(list(_STATES), list(_STATES.values()))
    is_rare = number % RARE == 7
    failed = state in (JobState.DEAD, JobState.RETRYING)
    error = "" if not failed else "MemoryError" if is_rare or dice.random() < 0.001 else dice.choice(_ERRORS)
    owner = BUSY_OWNER if dice.random() < 0.05 else str(dice.randrange(2, OWNERS))
    ended = moment + timedelta(seconds=2) if state.is_final else None
    return (
        _id(moment, number),
        *(
            "bench-sleeper" if is_rare else dice.choice(list(JobName)),
            QueueName.DEAD_LETTER if is_rare else dice.choice(("default", "email")),
        ),
        *(state.value, _payload(number, is_rare=is_rare), "{}", False, owner, f"request-{number:08}"),
        f"tenant:{dice.randrange(TENANTS)}{' unusual' if is_rare else ''}",
        *(0, 3 if failed else 1, 3, moment, moment + timedelta(seconds=1), ended),
        *(error, f"no luck with order {number}" if error else "", dice.choice(FINGERPRINTS) if error else "", ""),
    )


def _id(moment: datetime, number: int) -> UUID:
    return UUID(int=id_at(place_at(moment)).int + (number << 20))


def _payload(number: int, *, is_rare: bool) -> str:
    word = "quokka" if is_rare else "kangaroo"
    return f'{{"email":"person{number % 50_000}@example.org","order_id":{number},"note":"a {word} for the garden"}}'


def _attempts(row: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
    job = dict(zip(RECORD, row, strict=True))
    for number in range(1, int(str(job["attempts"])) + 1):
        outcome = "failed" if job["error_code"] else "succeeded"
        yield (
            *(job["id"], f"{job['id']}{number}"[:64], number, "worker-1", outcome, job["started_at"], job["finished_at"]),
            *(
                job["error_code"],
                job["error_message"],
                "Traceback (most recent call last):" if job["error_code"] else "",
                job["fingerprint"],
            ),
        )
