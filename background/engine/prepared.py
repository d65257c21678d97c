"""A job that is made later: in a batch, in a chain, or when a batch has ended."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Unpack

from background.engine.handle import Handle
from background.engine.option_args import OptionArgs

if TYPE_CHECKING:
    from background.engine.job_type import JobType


@dataclass(frozen=True, slots=True)
class Prepared[R]:
    """What `job_type.prepared(...)` makes: a kind of job, and what one of it will carry."""

    job_type: "JobType[..., Any, R]"
    payload: Any

    def enqueue(self) -> Handle[R]:
        return self.job_type.enqueue_payload(self.payload)

    def using(self, **options: Unpack[OptionArgs]) -> "Prepared[R]":
        """The same with other options; `self` stays as it was.

        Raises:
            OptionInvalid: an option is out of range.
        """
        return replace(self, job_type=self.job_type.using(**options))
