"""The methods of `EmailQueue`, each made from its job, so that it takes what the job's payload takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, overload
from uuid import UUID

from django.db import transaction

from background.engine.handle import Handle
from background.engine.job_type import JobType
from background.engine.option_args import OptionArgs
from background.engine.plain_payload import from_plain
from background.mail import messages
from background.mail.draft import Draft


class Drafted(Protocol):
    """A payload that says which mails its job sends."""

    def drafts(self, job_id: UUID) -> Sequence[Draft]: ...


class HasOptions(Protocol):
    @property
    def options(self) -> OptionArgs: ...


@dataclass(frozen=True, slots=True)
class Door[**S, P: Drafted, R]:
    """A method of whatever has options for jobs."""

    job: JobType[S, P, R]

    @overload
    def __get__(self, queue: None, kind: type) -> "Door[S, P, R]": ...
    @overload
    def __get__(self, queue: HasOptions, kind: type) -> "OpenDoor[S, P, R]": ...
    def __get__(self, queue: HasOptions | None, kind: type) -> "Door[S, P, R] | OpenDoor[S, P, R]":
        return OpenDoor(self.job.using(**queue.options)) if queue else self


@dataclass(frozen=True, slots=True)
class OpenDoor[**S, P: Drafted, R]:
    job: JobType[S, P, R]

    @overload
    def __call__(self, document: Mapping[str, object], /) -> Handle[R]: ...
    @overload
    def __call__(self, *args: S.args, **fields: S.kwargs) -> Handle[R]: ...
    def __call__(self, *args: Any, **fields: Any) -> Handle[R]:
        """Ask for the mail, with the fields of its payload, or with one object as the documents write it, `{"customerName": …}`.

        Raises:
            PayloadInvalid: a bad address, or a field that does not fit.
            QueueUnavailable: Redis does not answer, and there is no ledger.
        """
        make: Callable[..., P] = self.job.make
        return self._accept(make(**fields) if fields or not args else from_plain(self.job.payload, *args))

    @transaction.atomic
    def _accept(self, payload: P) -> Handle[R]:
        handle = self.job.enqueue_payload(payload)
        for draft in payload.drafts(UUID(handle.id)):
            messages.accept(draft)
        return handle
