"""What follows a failed attempt. Pure: it looks at values and returns one."""

import traceback

from background.engine.options import Options
from background.engine.outcome import Dead, RetryIn
from background.exceptions import PayloadInvalid, PermanentFailure, UnknownJob
from background.interfaces import JobFault

LONGEST_MESSAGE = 2_000
LONGEST_STACK = 20_000


def decide(error: BaseException, *, attempt: int, options: Options, permanent: tuple[type[Exception], ...] = ()) -> RetryIn | Dead:
    """Retry after the backoff, or give up.

    Args:
        attempt: the execution that just failed, 1 for the first.
        permanent: errors that the queue's processor calls hopeless.
    """
    fault = describe(error)
    match error:
        case UnknownJob():
            return Dead("unknown_job", fault)
        case PayloadInvalid():
            return Dead("undecodable", fault)
        case _ if isinstance(error, (PermanentFailure, *permanent)):
            return Dead("permanent", fault)
        case _ if attempt >= options.max_attempts:
            return Dead("exhausted", fault)
        case _:
            return RetryIn(options.backoff.seconds(attempt), fault)


def describe(error: BaseException) -> JobFault:
    """The error as it is kept: bounded, and with its traceback."""
    stack = _printable("".join(traceback.format_exception(error)))
    return JobFault(code=type(error).__name__, message=_printable(_message(error))[:LONGEST_MESSAGE], stack=stack[-LONGEST_STACK:])


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as fault:  # an error that cannot even say what it is must not stop the worker
        return f"its message cannot be read: {type(fault).__name__}"


def _printable(text: str) -> str:
    """Without lone surrogates, which no encoding can carry."""
    return text.encode(errors="backslashreplace").decode()
