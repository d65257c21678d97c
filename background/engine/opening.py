"""Opens a payload with the code that is here, whatever code made it."""

from background.engine import registry
from background.engine.payload import decode, upgraded
from background.exceptions import NewerThanCode


def open_payload(name: str, version: int, payload: bytes) -> object:
    """The data that the handler of this wire name is given.

    Raises:
        UnknownJob: no handler is registered for the name.
        NewerThanCode: the payload is of a version that this code does not know yet.
        PayloadInvalid: it does not fit, or cannot be upgraded; the message names the field.
    """
    job_type = registry.find(name)
    known, upgrade = job_type.rules.version, job_type.rules.upgrade
    if version > known:
        raise NewerThanCode(f"its payload is of version {version}, and this code knows {known}")
    if version == known or upgrade is None:
        return decode(job_type.payload, payload)
    return decode(job_type.payload, upgraded(payload, version, upgrade))
