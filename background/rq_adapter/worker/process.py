"""A job in a process of its own, seen from its worker."""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from background.engine import cancellation
from background.engine.outcome import Outcome
from background.engine.run import verdict
from background.engine.timeouts import JobCancelled, JobTimedOut
from background.exceptions import ProcessDied
from background.rq_adapter.claims import Claim

_decoder: msgspec.msgpack.Decoder[Outcome] = msgspec.msgpack.Decoder(Outcome.__value__)


@dataclass(eq=False, slots=True, kw_only=True)
class Process:
    """A running process, its job, and the pipe on which it answers. `deadline` is on the monotonic clock."""

    pid: int
    claim: Claim
    pipe: int
    began: float
    deadline: float
    answer: bytes = b""
    is_killed: bool = False

    def read(self) -> None:
        """Take what it has answered so far."""
        with suppress(BlockingIOError):
            while part := os.read(self.pipe, 65536):
                self.answer += part

    def answered(self) -> Outcome | None:
        """How its job ended, or None while not all of the answer is here."""
        try:
            return _decoder.decode(self.answer)
        except msgspec.DecodeError:
            return None

    def kill(self) -> None:
        """End it, with whatever it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def outcome(self, status: int) -> Outcome:
        """What it answered before it ended with this wait status, or what befell it."""
        return self.answered() or verdict(self.claim.run, self._why_silent(status))

    def _why_silent(self, status: int) -> BaseException:
        if not self.is_killed:
            return ProcessDied(f"its process {_how(status)} before the job ended")
        if cancellation.is_cancelled(self.claim.execution):
            return JobCancelled()
        return JobTimedOut(f"killed: it had not ended {self.claim.run.options.timeout} after it began")


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"was killed by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"exited with status {os.waitstatus_to_exitcode(status)}"
