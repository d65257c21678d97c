"""What a running job says of itself, on its way to those who read it: bounded, in batches, and never to the job's harm."""

import logging
import os
import threading
import time
from collections import deque
from typing import Literal

from django.utils import timezone

from background.engine.carrier import Carrier
from background.engine.redaction import redacted
from background.engine.scribe import scribe
from background.interfaces import LogLine, Progress

log = logging.getLogger("background.jobs")

type Level = Literal["debug", "info", "warning", "error", "critical"]

MOST_LINES = 1_000
LONGEST_LINE = 2_000
"""Characters."""
BATCH = 50
PROGRESS_EVERY = 0.1
REST_SECONDS = 5.0
"""After Redis has failed a handler is not made to wait for it again for so long."""


class Journal:
    """Of one attempt. Every thread of its process may write.

    Args:
        secrets: what must not be read in it, longest first.
    """

    def __init__(self, carrier: Carrier, *, job_id: str, execution: str, attempt: int, secrets: list[str]) -> None:
        self.job_id = job_id
        self.execution = execution
        self.attempt = attempt
        self._carrier = carrier
        self.secrets = secrets
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._sending = threading.RLock()
        self._lines: deque[LogLine] = deque()
        self._dropped = 0
        self._progress: Progress | None = None
        self._furthest = 0
        self._reported_at = self._rests_until = float("-inf")
        self._is_closed = self._is_lost = False

    def hide(self, secrets: list[str]) -> None:
        """Mask these too from now on."""
        self.secrets = sorted({*self.secrets, *secrets}, key=len, reverse=True)

    def write(self, text: str, level: Level) -> None:
        """Add a line; it can be read a little later."""
        if os.getpid() != self._process:
            return  # a process that the handler forked: whatever waits here, its parent writes
        line = LogLine(at=timezone.now(), level=level, attempt=self.attempt, text=_bounded(redacted(text, self.secrets)))
        with self._lock:
            if self._is_closed:
                return
            self._lines.append(line)
            self._make_room()
            number = len(self._lines)
        if number == 1 or number % BATCH == 0:
            scribe.ask(self.flush, is_urgent=number >= BATCH)

    def report(self, progress: Progress) -> None:
        """Say how far it is: at once, unless that was said only just now, or Redis is in trouble."""
        if os.getpid() != self._process:
            return
        with self._lock:
            if self._is_closed:
                return
            self._furthest = max(self._furthest, progress.percent)
            self._progress = Progress(percent=self._furthest, step=redacted(progress.step, self.secrets))
        if time.monotonic() - self._reported_at < PROGRESS_EVERY or not self.flush():
            scribe.ask(self.flush)

    def flush(self, *, whatever: bool = False) -> bool:
        """Send what waits; False if it has to be tried again. `whatever` Redis did before, try now."""
        with self._sending:
            if self._is_lost or (time.monotonic() < self._rests_until and not whatever):
                return self._is_lost or self._is_closed
            try:
                self._send_lines()
                self._send_progress()
            except Exception as error:  # a job does not fail because nobody can read about it
                if self._rests_until == float("-inf"):
                    log.warning("job's log is not written", extra={"job_id": self.job_id, "error": str(error)[:200]})
                self._rests_until = time.monotonic() + REST_SECONDS
                return self._is_closed
            return True

    def close(self) -> None:
        """Send the last of it; whoever writes later is not heard."""
        with self._lock:
            self._is_closed = True
        self.flush(whatever=True)

    def _send_lines(self) -> None:
        with self._lock:
            lines, self._lines = self._lines, deque()
            dropped, self._dropped = self._dropped, 0
        if not lines:
            return
        try:
            is_ours = self._carrier.append_log(self.job_id, self.execution, list(lines), dropped=dropped)
        except Exception:
            with self._lock:
                self._lines.extendleft(reversed(lines))
                self._dropped += dropped
                self._make_room()
            raise
        if not is_ours:
            self._is_lost = True  # somebody else has the job now, or nobody

    def _send_progress(self) -> None:
        with self._lock:
            progress, self._progress = self._progress, None
        if progress is None or self._is_lost:
            return
        self._reported_at = time.monotonic()
        try:
            self._carrier.report(self.job_id, self.execution, progress)
        except Exception:
            with self._lock:
                if self._progress is None:
                    self._progress = progress
            raise

    def _make_room(self) -> None:
        while len(self._lines) > MOST_LINES:
            self._lines.popleft()
            self._dropped += 1


def _bounded(text: str) -> str:
    """Its beginning and its end, which of a traceback says the most; without lone surrogates, which no encoding can carry."""
    if len(text) > LONGEST_LINE:
        half = (LONGEST_LINE - 3) // 2
        text = f"{text[:half]}...{text[-half:]}"
    return text.encode(errors="backslashreplace").decode()[:LONGEST_LINE]
