"""A task that may say how it is retried, which `django.tasks` has no words for yet."""

from dataclasses import dataclass
from datetime import timedelta

from django.tasks import Task

from background.engine.backoff import Backoff
from background.engine.option_args import OptionArgs


@dataclass(frozen=True, slots=True, kw_only=True)
class RQTask(Task):  # type: ignore[type-arg]  # generic in its stubs alone
    """What `@task(max_attempts=5, backoff=fixed(timedelta(seconds=9)), timeout=timedelta(minutes=1))` makes on this backend.

    None leaves it to the settings.
    """

    max_attempts: int | None = None
    backoff: Backoff | None = None
    timeout: timedelta | None = None

    @property
    def options(self) -> OptionArgs:
        """What this task itself says of how it is run."""
        options = OptionArgs()
        if self.max_attempts is not None:
            options["max_attempts"] = self.max_attempts
        if self.backoff is not None:
            options["backoff"] = self.backoff
        if self.timeout is not None:
            options["timeout"] = self.timeout
        return options
