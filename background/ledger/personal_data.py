"""What is kept of jobs and may tell of people, store by store. Whoever keeps more of it adds a store."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from background.engine.carrier import carrier
from background.engine.payload import redacted
from background.exceptions import QueueUnavailable
from background.ledger import word_index
from background.ledger.idempotency import forget_answers_about
from background.models import JobAttempt, JobRecord

ERASED = "forgotten: it was about somebody who wanted it so"
"""The note of a job of which nothing is left but its id, its name, its state and its times."""

ERASED_FIELDS = ("envelope", "owner", "request_id", "tags", "result", "error_message", "fingerprint")


class PersonalStore(Protocol):
    """`name` says what it keeps, in the plural. `using` is the alias of the database in which the jobs are."""

    name: str

    def forget(self, job_ids: Sequence[str], *, using: str) -> int:
        """Erase what it keeps of these jobs, which have ended; how many things. Doing it twice changes nothing."""

    def export(self, job_ids: Sequence[str], *, using: str) -> Mapping[str, object]:
        """What it keeps of each of these jobs, as plain JSON, secrets masked."""


class Payloads:
    """The ledger's rows: of each its skeleton stays."""

    name = "payloads"

    def forget(self, job_ids: Sequence[str], *, using: str) -> int:
        return (
            JobRecord.objects.using(using)
            .filter(id__in=job_ids)
            .update(payload="null", has_secrets=False, waiting=False, note=ERASED, **dict.fromkeys(ERASED_FIELDS, ""))
        )

    def export(self, job_ids: Sequence[str], *, using: str) -> Mapping[str, object]:
        return {
            str(row.id): {
                "data": redacted(row.payload.encode()),
                "result": msgspec.json.decode(row.result) if row.result else None,
                "error": row.error_message,
                "note": row.note,
                "owner": row.owner,
                "request_id": row.request_id,
            }
            for row in JobRecord.objects.using(using).filter(id__in=job_ids)
        }


class Attempts:
    """What went wrong in each run."""

    name = "attempts"

    def forget(self, job_ids: Sequence[str], *, using: str) -> int:
        return JobAttempt.objects.using(using).filter(job__id__in=job_ids).update(error_message="", traceback="", fingerprint="")

    def export(self, job_ids: Sequence[str], *, using: str) -> Mapping[str, object]:
        found: dict[str, list[object]] = defaultdict(list)
        fields = ("number", "outcome", "started_at", "ended_at", "error_code", "error_message", "traceback")
        for attempt in JobAttempt.objects.using(using).filter(job__id__in=job_ids).values("job_id", *fields):
            found[str(attempt.pop("job_id"))].append(attempt)
        return found


class Logs:
    """What jobs said. Redis has them, and forgets them with the job itself."""

    name = "logs"

    def forget(self, job_ids: Sequence[str], *, using: str) -> int:
        return 0

    def export(self, job_ids: Sequence[str], *, using: str) -> Mapping[str, object]:
        try:
            return {job_id: [msgspec.to_builtins(line) for line in lines] for job_id in job_ids if (lines := carrier().log_of(job_id))}
        except QueueUnavailable:
            return {}


class Words:
    """By which people find jobs. They are those of the payload, so there is nothing to export."""

    name = "search words"

    def forget(self, job_ids: Sequence[str], *, using: str) -> int:
        return word_index.forget(job_ids, using=using)

    def export(self, job_ids: Sequence[str], *, using: str) -> Mapping[str, object]:
        return {}


class Answers:
    """What was answered to those who made the jobs, kept for a day. It says nothing that the payload does not."""

    name = "answers"

    def forget(self, job_ids: Sequence[str], *, using: str) -> int:
        return forget_answers_about(job_ids)

    def export(self, job_ids: Sequence[str], *, using: str) -> Mapping[str, object]:
        return {}


stores: list[PersonalStore] = [Payloads(), Attempts(), Logs(), Words(), Answers()]
"""Add yours when Django starts, in `AppConfig.ready`."""
