"""RQ's job class with one rule more: what Redis names is looked up, never imported."""

from collections.abc import Callable
from typing import Any

from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from background.engine.registry import find
from background.exceptions import PayloadInvalid
from background.rq_adapter.wire import call_of

_UNREADABLE = b'["unreadable",null,[null],{}]'


class RegisteredJob(Job):
    """Opens any hash without raising: one that says no job says why in `fault`, and cannot be run."""

    fault = ""

    def __init__(self, id: str | None = None, connection: Any = None, serializer: Any = None) -> None:  # noqa: A002  # RQ's signature
        super().__init__(id, connection, JSONSerializer)

    def restore(self, raw_data: Any) -> None:
        fields = {key if isinstance(key, bytes) else key.encode(): value for key, value in raw_data.items()}
        for trap in (b"webhooks", b"result", b"success_callback_name", b"failure_callback_name", b"stopped_callback_name"):
            fields.pop(trap, None)
        try:
            call_of(fields)
            super().restore(fields)
        except Exception as error:  # whatever is wrong with it, the page or the worker that opens it goes on
            self.fault = f"{type(error).__name__}: {error}"[:500]
            super().restore({b"data": _UNREADABLE, b"status": _status(fields), b"description": b"unreadable job"})

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


def _status(fields: dict[bytes, bytes]) -> bytes:
    status = fields.get(b"status", b"")
    return status if status in {member.value.encode() for member in JobStatus} else JobStatus.QUEUED.value.encode()
