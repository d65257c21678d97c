"""What a handler returned, as it is kept."""

import logging

import msgspec

from background.constants import MAX_PAYLOAD_BYTES
from background.engine.job import Job
from background.engine.outcome import Succeeded
from background.engine.redaction import redacted, redacted_json

log = logging.getLogger("background.jobs")

NOTHING = Succeeded(b"null")
"""What most jobs return: there is no secret in it to look for."""


def kept(job: Job[object], result: object) -> Succeeded:
    """The result, or null where it cannot be kept, which the job's log and its note say.

    The work is done: running it again for its result would do it twice.
    """
    if result is None:
        return NOTHING
    try:
        raw = msgspec.json.encode(result)
    except Exception as error:  # whatever an odd object raises when it is read
        return _without(job, f"it is not JSON: {type(result).__name__}: {redacted(str(error), job.secrets)[:200]}")
    if len(raw) > MAX_PAYLOAD_BYTES:
        return _without(job, f"it weighs {len(raw):,} bytes, and the limit is {MAX_PAYLOAD_BYTES:,}")
    return Succeeded(redacted_json(raw, job.secrets))


def _without(job: Job[object], why: str) -> Succeeded:
    note = f"the result was not kept: {why}"
    log.warning("result not kept", extra={"job_id": job.id, "job": job.name, "why": why})
    job.log(note, "warning")
    return Succeeded(b"null", note)
