"""Run one handler by hand, without any queue."""

from contextlib import AbstractContextManager, nullcontext

from background.engine import carrier
from background.engine.job_type import JobType
from background.engine.modules import load_workers
from background.engine.run import run
from background.testing.attempt import run_of
from background.testing.commits import Commits
from background.testing.memory import Memory
from background.testing.outcome import Outcome, for_tests


def perform[**S, P, R](job_type: JobType[S, P, R], *args: S.args, **kwargs: S.kwargs) -> Outcome[R]:
    """Run the handler once, as a worker would on a first attempt, with this payload; typed like `enqueue`.

    Options are given by `job_type.using(...)`, the number of the attempt to `perform_payload`.

    Raises:
        PayloadInvalid: the payload does not fit its type, or weighs too much.
    """
    return perform_payload(job_type, job_type.make(*args, **kwargs))


def perform_payload[**S, P, R](job_type: JobType[S, P, R], payload: P, *, attempt: int = 1) -> Outcome[R]:
    """Run the handler once as attempt number `attempt`, and say how it ended. Nothing is raised that the handler raised.

    Jobs that the handler enqueues go to the `recording()` or `inline()` around it, else nowhere.
    """
    load_workers()
    (envelope,) = job_type.seal([payload])
    with _no_redis():
        return for_tests(job_type, run(run_of(envelope, attempt=attempt)))


def _no_redis() -> AbstractContextManager[None]:
    return nullcontext() if isinstance(carrier.carrier(), Memory) else carrier.replaced(Memory(), Commits())
