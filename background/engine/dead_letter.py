"""What is kept of a job that failed for good."""

from datetime import UTC, datetime

import msgspec

from background.engine.outcome import Dead
from background.engine.payload import redacted
from background.engine.run import Run
from background.interfaces import DeadLetter


def write(run: Run, dead: Dead) -> DeadLetter:
    """The letter in the documents' shape; secrets in its data are masked."""
    return DeadLetter(
        name=run.name,
        queue=run.queue,
        originalJob={"id": run.id, "data": redacted(run.payload), "opts": msgspec.to_builtins(run.options)},
        error={"message": dead.fault.message, "stack": dead.fault.stack, "code": dead.fault.code, "reason": dead.reason},
        failedAt=datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        attempts=run.attempt,
    )
