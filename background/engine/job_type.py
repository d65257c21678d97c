"""A kind of job: its payload, its options and its handler, under one wire name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Unpack, get_type_hints

import msgspec
from asgiref.sync import sync_to_async

from background.engine import produce
from background.engine.envelope import Envelope
from background.engine.handle import Handle
from background.engine.job import Job
from background.engine.option_args import OptionArgs
from background.engine.options import Options
from background.engine.prepared import Prepared
from background.engine.rules import PLAIN, Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class JobType[**S, P, R]:
    """Made by `@queue.job(...)`. `S` is the signature of the payload's constructor, so that `enqueue` is typed like it."""

    name: str
    queue: str
    payload: type[P]
    make: Callable[S, P]
    handler: Callable[[Job[P]], R]
    options: Options
    rules: Rules = PLAIN

    def enqueue(self, *args: S.args, **kwargs: S.kwargs) -> Handle[R]:
        """Make a job with this payload; it is sent when the current transaction commits. Where the job must be unique and
        another has its key, the handle is of that one.

        Raises:
            JobNotUnique: the job must be unique, and its policy is to reject.
            PayloadInvalid: the payload does not fit its type, or weighs too much.
            QueueUnavailable: there is no transaction, Redis does not answer, and the job is not in the ledger.
        """
        return self.enqueue_payload(self.make(*args, **kwargs))

    async def aenqueue(self, *args: S.args, **kwargs: S.kwargs) -> Handle[R]:
        """As `enqueue`, for async code; in the thread in which its transactions are, so it goes with the one that is open there."""
        return await sync_to_async(self.enqueue)(*args, **kwargs)

    async def aenqueue_many(self, payloads: Iterable[P]) -> list[Handle[R]]:
        """As `enqueue_many`, for async code."""
        return await sync_to_async(self.enqueue_many)(payloads)

    def enqueue_payload(self, payload: P) -> Handle[R]:
        return self.enqueue_many([payload])[0]

    def enqueue_many(self, payloads: Iterable[P]) -> list[Handle[R]]:
        """Make one job for each payload and send them together. All of them are valid, or none is sent.

        Raises:
            JobNotUnique, PayloadInvalid, QueueUnavailable: as `enqueue`.
        """
        return [Handle(job_id, self.name, self.queue) for job_id in produce.send(self.seal(payloads))]

    def prepared(self, *args: S.args, **kwargs: S.kwargs) -> Prepared[R]:
        """A job with this payload that is made later: in a batch, in a chain, or when a batch has ended."""
        return Prepared(self, self.make(*args, **kwargs))

    def read_result(self, result: object) -> R:
        """A result as JSON has it, as what the handler says that it returns.

        Raises:
            msgspec.ValidationError: it is of another kind.
        """
        value: R = msgspec.convert(result, _returned(self.handler))
        return value

    def seal(self, payloads: Iterable[P]) -> list[Envelope]:
        """What `enqueue_many` sends: an envelope for each payload.

        Raises:
            PayloadInvalid: a payload does not fit its type, or weighs too much.
        """
        return produce.seal_envelopes(name=self.name, queue=self.queue, payloads=payloads, options=self.options, rules=self.rules)

    def using(self, **options: Unpack[OptionArgs]) -> "JobType[S, P, R]":
        """The same job with other options; `self` stays as it was.

        Raises:
            OptionInvalid: an option is out of range.
        """
        return replace(self, options=self.options.using(**options))

    def __call__(self, job: Job[P]) -> R:
        return self.handler(job)


@cache
def _returned(handler: Callable[..., object]) -> Any:
    return get_type_hints(handler).get("return", Any)
