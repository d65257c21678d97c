"""RQ's job class with one rule more: what Redis names is looked up, never imported."""

import json
import time
from collections.abc import Callable
from typing import Any

from rq.job import Job, JobStatus
from rq.results import Result
from rq.serializers import JSONSerializer

from background.engine.registry import find
from background.exceptions import PayloadInvalid
from background.rq_adapter.hash_values import moment_of
from background.rq_adapter.wire import call_of

POLL_SECONDS = 0.05
_UNREADABLE = b'["unreadable",null,[null],{}]'


class RegisteredJob(Job):
    """Opens any hash without raising: one that says no job says why in `fault`, and cannot be run."""

    fault = ""
    success: Result | None = None
    """What RQ keeps in a stream is kept in the hash when it ends well: a stream for one entry weighs 4 KB."""

    def __init__(self, id: str | None = None, connection: Any = None, serializer: Any = None) -> None:  # noqa: A002  # RQ's signature
        super().__init__(id, connection, JSONSerializer)

    def restore(self, raw_data: Any) -> None:
        fields = {key if isinstance(key, bytes) else key.encode(): value for key, value in raw_data.items()}
        for trap in (b"webhooks", b"result", b"success_callback_name", b"failure_callback_name", b"stopped_callback_name"):
            fields.pop(trap, None)
        try:
            call_of(fields)
            super().restore(fields)
            self.success = _success(self, fields)
        except Exception as error:  # whatever is wrong with it, the page or the worker that opens it goes on
            self.fault = f"{type(error).__name__}: {error}"[:500]
            super().restore({b"data": _UNREADABLE, b"status": _status(fields), b"description": b"unreadable job"})

    def latest_result(self, timeout: int = 0) -> Result | None:
        """As RQ's; it waits up to `timeout` seconds for the job to end."""
        deadline = time.monotonic() + timeout
        while True:
            self.refresh()
            latest = self.success or super().latest_result()
            if latest or time.monotonic() >= deadline:
                return latest
            time.sleep(POLL_SECONDS)

    def results(self) -> list[Result]:
        """As RQ's: every attempt on record, newest first."""
        self.refresh()
        return [*([self.success] if self.success else []), *super().results()]

    @property
    def func(self) -> Callable[..., Any]:
        """The registered handler.

        Raises:
            PayloadInvalid: the hash could not be read.
            UnknownJob: its name is not registered.
        """
        if self.fault:
            raise PayloadInvalid(self.fault)
        return find(self.func_name or "").handler


def _success(job: Job, fields: dict[bytes, bytes]) -> Result | None:
    if b"return_value" not in fields:
        return None
    return Result(
        job.id,
        Result.Type.SUCCESSFUL,
        job.connection,
        id="success",
        created_at=moment_of(fields, b"ended_at"),
        return_value=json.loads(fields[b"return_value"]),
        worker_name=fields.get(b"worker_name", b"").decode(errors="replace"),
        execution_id=fields.get(b"execution", b"").decode(errors="replace"),
        execution_started_at=moment_of(fields, b"started_at"),
        execution_ended_at=moment_of(fields, b"ended_at"),
    )


def _status(fields: dict[bytes, bytes]) -> bytes:
    status = fields.get(b"status", b"")
    return status if status in {member.value.encode() for member in JobStatus} else JobStatus.QUEUED.value.encode()
