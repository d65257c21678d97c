"""What a test expects of enqueued jobs, and whether one is so."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, TypedDict

from background.engine import registry
from background.engine.envelope import Envelope
from background.engine.payload import decode
from background.engine.queue_names import resolve
from background.engine.registry import AnyJobType

CLOSE = timedelta(seconds=1)


class Expected(TypedDict, total=False):
    """Only what is given is compared.

    payload: the whole payload, or a mapping of some of its fields; a secret is compared with a `Secret(...)`.
    queue: its name or an alias.
    run_after: a time, a `timedelta` from the moment of enqueueing (both within a second), or None for at once.
    """

    payload: object
    queue: str
    priority: int
    run_after: datetime | timedelta | None
    owner: str


class Expectation:
    """A test's words, checked as soon as they are spoken: a misspelt job, queue or field is not silently found nowhere.

    Raises:
        UnknownJob, UnknownQueue: there is none of this name.
        TypeError: the payload is another job's, has no such field, or a secret is given in the clear.
    """

    def __init__(self, job: AnyJobType | str, expected: Expected) -> None:
        self.job_type = registry.find(job if isinstance(job, str) else job.name)
        self.expected = expected
        self.queue = resolve(expected["queue"]) if "queue" in expected else None
        if "payload" in expected:
            _check(self.job_type.payload, expected["payload"])

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.expected.items())
        return f"{self.job_type.name!r}" + (f" with {given}" if given else "")

    def met_by(self, envelope: Envelope) -> bool:
        options, expected = envelope.options, self.expected
        return (
            envelope.name == self.job_type.name
            and self.queue in (None, envelope.queue)
            and expected.get("priority", options.priority) == options.priority
            and expected.get("owner", options.owner) == options.owner
            and self._when(envelope)
            and self._payload(envelope)
        )

    def _when(self, envelope: Envelope) -> bool:
        actual = envelope.options.run_after
        match self.expected.get("run_after", actual):
            case timedelta() as delay:
                return actual is not None and abs(actual - envelope.created_at - delay) <= CLOSE
            case datetime() as moment:
                return actual is not None and abs(actual - moment) <= CLOSE
            case _:
                return actual is None

    def _payload(self, envelope: Envelope) -> bool:
        if "payload" not in self.expected:
            return True
        actual, wanted = decode(self.job_type.payload, envelope.payload), self.expected["payload"]
        if isinstance(wanted, Mapping):
            return all(getattr(actual, name) == value for name, value in wanted.items())
        return bool(actual == wanted)


def _check(kind: type[Any], wanted: object) -> None:
    if not isinstance(wanted, Mapping):
        if not isinstance(wanted, kind):
            raise TypeError(f"payload is a {type(wanted).__name__}; this job's is {kind.__name__}, or a mapping of some of its fields")
        return
    known = {field.name: str(field.type) for field in fields(kind)}
    for name, value in wanted.items():
        if name not in known:
            raise TypeError(f"{kind.__name__} has no field {name!r}; it has {', '.join(known)}")
        if "Secret[" in known[name] and isinstance(value, str | int | float):
            raise TypeError(f"{kind.__name__}.{name} is a secret; compare it with Secret(...), which prints as asterisks")
