"""The options of a job as its author and its callers write them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from background.engine.after import GroupArgs
from background.engine.backoff import Backoff, Wait


class OptionArgs(GroupArgs, total=False):
    """Keywords of `queue.job(...)` and `job_type.using(...)`. A timedelta as a time counts from enqueueing."""

    priority: int
    max_attempts: int
    backoff: Backoff | Wait
    retry_for: timedelta | None
    timeout: timedelta
    soft_timeout: timedelta | None
    memory_limit: int | None
    result_ttl: timedelta
    run_after: datetime | timedelta | None
    expires_at: datetime | timedelta | None
    owner: str
    subjects: Iterable[tuple[str, object]]
    database: str
    tags: Sequence[str]
    unique_key: str
