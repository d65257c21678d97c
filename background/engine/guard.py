"""Steps of a job that are not to be done twice."""

import inspect
from collections.abc import Callable, Sequence
from hashlib import blake2s
from typing import cast

import msgspec

from background.constants import MAX_PAYLOAD_BYTES
from background.engine.carrier import Carrier
from background.engine.redaction import redacted_json
from background.engine.secret import MARK, Secret, seal, unseal
from background.exceptions import GuardInvalid

LONGEST_NAME = 100


def once[T](carrier: Carrier, *, job_id: str, execution: str, name: str, act: Callable[[], T], secrets: Sequence[str] = ()) -> T:
    """The result of `act`, which is called unless its result is known already. For what is raised see `Job.once`.

    Args:
        secrets: a result that holds one of them is kept sealed.
    """
    if not 0 < len(name) <= LONGEST_NAME:
        raise GuardInvalid(f"the name of a step has 1 to {LONGEST_NAME} characters, and {name[:20]!r}... has {len(name)}")
    if inspect.iscoroutinefunction(act):
        raise GuardInvalid(f"once({name!r}) takes a plain function, not an async one")
    known = carrier.recall(job_id, execution, name)
    if known is not None:
        return cast("T", _opened(msgspec.json.decode(known)))
    result = act()
    carrier.remember(job_id, execution, name, _sealed(_as_json(name, result), secrets))
    return result


def idempotency_key(job_id: str, name: str) -> str:
    """32 characters from 0-9 and a-f, which any header and any column can take."""
    return blake2s(f"{job_id}:{name}".encode(), digest_size=16).hexdigest()


def _sealed(raw: bytes, secrets: Sequence[str]) -> bytes:
    if redacted_json(raw, secrets) == raw:
        return raw
    return msgspec.json.encode(seal(Secret(msgspec.json.decode(raw))))


def _opened(kept: object) -> object:
    return unseal(kept) if isinstance(kept, dict) and set(kept) == {MARK} else kept


def _as_json(name: str, result: object) -> bytes:
    try:
        raw = msgspec.json.encode(result)
        again = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError) as error:
        raise GuardInvalid(f"once({name!r}) was done, and its result cannot be kept: {error}") from error
    if again != result:
        raise GuardInvalid(
            f"once({name!r}) was done, and its {type(result).__name__} would not be the same when it is read again: "
            "return what JSON has, that is text, numbers, true, false, null, lists, and dicts whose keys are text"
        )
    if len(raw) > MAX_PAYLOAD_BYTES:
        raise GuardInvalid(f"once({name!r}) was done, and its result weighs {len(raw):,} bytes; the limit is {MAX_PAYLOAD_BYTES:,}")
    return raw
