"""A job as RQ keeps it: the fields of its hash, written and read."""

import math
import zlib
from datetime import UTC
from functools import cache, lru_cache

import msgspec

from background.engine.changed_data import ChangedData
from background.engine.envelope import Envelope
from background.engine.options import Options
from background.engine.run import Run
from background.exceptions import PayloadInvalid
from background.rq_adapter.hash_values import Hash, iso, moment_of, number_of

MAX_DATA_BYTES = 1 << 20
"""More than any payload that was accepted, and little enough to inflate in a worker."""
LONGEST_META_REMEMBERED = 1000


class Meta(msgspec.Struct, frozen=True, omit_defaults=True):
    """What travels in RQ's `meta` field."""

    options: Options = Options()
    request_id: str = ""
    version: int = 1


def shared_fields(envelope: Envelope) -> tuple[str | bytes | int, ...]:
    """The fields of the hash that all jobs of one batch have alike, each name followed by its value."""
    created = iso(envelope.created_at.astimezone(UTC))
    options = envelope.options
    meta = msgspec.json.encode(Meta(options=options, request_id=envelope.request_id, version=envelope.version))
    return (
        *("created_at", created, "enqueued_at", created, "origin", envelope.queue, "priority", options.priority, "meta", meta),
        *("timeout", math.ceil(options.timeout.total_seconds()), "result_ttl", math.ceil(options.result_ttl.total_seconds())),
        *(("version", envelope.version) if envelope.version > 1 else ()),
        *(("recorded", 1) if envelope.recorded else ()),
    )


def to_call(job: Envelope | ChangedData) -> bytes:
    """The `data` of the hash: RQ's call of a function by its name, as JSON."""
    return b"[%b,null,[%b],{}]" % (_name(job.name), job.payload)


@cache
def _name(name: str) -> bytes:
    return msgspec.json.encode(name)


def to_run(job_id: str, queue: str, fields: Hash, *, execution: str = "") -> Run:
    """The claimed job that this hash describes.

    Raises:
        PayloadInvalid: a field cannot be read; the message names it.
    """
    name, payload = call_of(fields)
    meta = meta_of(fields)
    return Run(
        id=job_id,
        name=name,
        queue=queue,
        payload=payload,
        options=meta.options,
        attempt=number_of(fields, b"attempts", 1),
        crashes=number_of(fields, b"crashes", 0),
        execution=execution,
        created_at=moment_of(fields, b"created_at"),
        request_id=meta.request_id,
        version=meta.version,
        replayed_at=moment_of(fields, b"replayed_at"),
    )


def call_of(fields: Hash) -> tuple[str, bytes]:
    """The wire name and the payload's JSON.

    Raises:
        PayloadInvalid: `data` is not `[name, null, [payload], {}]`; no instance, and nothing else, is ever called.
    """
    try:
        name, _, (payload,), _ = _call.decode(_inflate(fields.get(b"data", b"")))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PayloadInvalid(f"data is not a call of a job by its name: {error}") from error
    return name, bytes(payload)


def meta_of(fields: Hash) -> Meta:
    """Jobs that were made together have it alike, so the last ones are remembered.

    Raises:
        PayloadInvalid: it is not what we write.
    """
    raw = fields.get(b"meta", b"{}")
    return _meta_as_before(raw) if len(raw) <= LONGEST_META_REMEMBERED else _meta(raw)


def _meta(raw: bytes) -> Meta:
    try:
        return _options.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise PayloadInvalid(f"meta cannot be read: {error}") from error


_call = msgspec.json.Decoder(tuple[str, None, tuple[msgspec.Raw], dict[str, msgspec.Raw]])
_options = msgspec.json.Decoder(Meta)
_meta_as_before = lru_cache(maxsize=256)(_meta)


def _inflate(data: bytes) -> bytes:
    """RQ compresses what it saves itself; what we write is plain. A bomb is not inflated."""
    if not data.startswith(b"x"):
        return data[: MAX_DATA_BYTES + 1]
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(data, MAX_DATA_BYTES)
    except zlib.error as error:
        raise PayloadInvalid(f"data is neither JSON nor compressed JSON: {error}") from error
    if inflater.unconsumed_tail:
        raise PayloadInvalid(f"data inflates to more than {MAX_DATA_BYTES:,} bytes")
    return plain
