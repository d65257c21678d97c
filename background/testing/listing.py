"""What a failed assertion says was enqueued; secrets are masked."""

from collections.abc import Sequence

import msgspec

from background.engine.envelope import Envelope
from background.engine.payload import redacted

MOST_LINES = 20


def listing(envelopes: Sequence[Envelope]) -> str:
    if not envelopes:
        return "Nothing was enqueued."
    lines = [_line(envelope) for envelope in envelopes[:MOST_LINES]]
    if more := len(envelopes) - len(lines):
        lines.append(f"and {more:,} more")
    return "\n  ".join([f"Enqueued ({len(envelopes):,}):", *lines])


def _line(envelope: Envelope) -> str:
    options = envelope.options
    due = f", run_after {options.run_after.isoformat()}" if options.run_after else ""
    payload = msgspec.json.encode(redacted(envelope.payload)).decode()
    return f"{envelope.name} on {envelope.queue}, priority {options.priority}{due}: {payload}"
