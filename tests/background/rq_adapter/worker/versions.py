"""A job whose payload and name have changed over time."""

from dataclasses import dataclass
from typing import Any

from background.constants import QueueName
from background.engine.declare import JobQueue
from background.engine.job import Job

queue = JobQueue(QueueName.DEFAULT)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPayment:
    """Version 1."""

    euros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Version 2 counts in cents, and has grown a field since."""

    cents: int
    currency: str = "EUR"


def in_cents(version: int, data: dict[str, Any]) -> dict[str, Any]:
    return {"cents": data["euros"] * 100}


@queue.job("test-payment", Payment, version=2, upgrade=in_cents, aliases=("test-charge",))
def pay(job: Job[Payment]) -> str:
    return f"{job.data.cents} {job.data.currency} at attempt {job.attempt}"
