"""Which jobs have the keys by which they are unique, for people to see and to release."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import job_key

GONE = "forgotten"
_PREFIX = f"{RQ_KEY_PREFIX}:unique:"
_LOOKED_AT_TOGETHER, _MOST_LOOKS = 1000, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class UniqueKey:
    """Attributes:
    key: the job's wire name and a digest of what makes it unique.
    holder: the id of the job that has it.
    state: RQ's word for where that job is, or `forgotten`. A job that has ended has a key only under a throttle.
    seconds_left: until it is free by itself, under a throttle; else None.
    """

    key: str
    holder: str
    state: str
    seconds_left: float | None


def unique_keys(limit: int = 100) -> list[UniqueKey]:
    """Some of the keys that are taken, in no order. In a Redis of more than a million keys not all of them are looked at.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        keys = list(islice(dict.fromkeys(_found()), limit))
        pipeline = connection().pipeline(transaction=False)
        for key in keys:
            pipeline.get(key).pttl(key)
        answers = pipeline.execute()
        for holder in answers[::2]:
            pipeline.hget(job_key(holder or b""), "status")
        states = pipeline.execute()
    taken = zip(keys, answers[::2], answers[1::2], states, strict=True)
    return [_unique_key(key, holder, left, state) for key, holder, left, state in taken if holder]


def release(key: str) -> bool:
    """Let another job take this key, as `unique_keys` names it; whether it was taken. The job that had it is left as it is.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        return bool(connection().delete(f"{_PREFIX}{key}"))


def _found() -> Iterator[bytes]:
    cursor = 0
    for _ in range(_MOST_LOOKS):
        cursor, keys = connection().scan(cursor, match=f"{_PREFIX}*", count=_LOOKED_AT_TOGETHER, _type="string")
        yield from keys
        if not cursor:
            break


def _unique_key(key: bytes, holder: bytes, milliseconds: int, state: bytes | None) -> UniqueKey:
    return UniqueKey(
        key=key.decode(errors="replace").removeprefix(_PREFIX),
        holder=holder.decode(errors="replace"),
        state=state.decode(errors="replace") if state else GONE,
        seconds_left=milliseconds / 1000 if milliseconds >= 0 else None,
    )
