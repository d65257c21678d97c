"""Who runs the jobs of a queue."""

from typing import Any

from background.engine.job import Job
from background.engine.registry import find


class Processor:
    """Runs each job by its name. A queue that has more to say subclasses it.

    Attributes:
        queue: the queue it serves.
        permanent: errors that no further attempt can mend.
    """

    queue: str = ""
    permanent: tuple[type[Exception], ...] = ()

    def process(self, job: Job[Any]) -> object:
        """Run the handler that is registered for `job.name`.

        Raises:
            UnknownJob: there is none.
        """
        return find(job.name)(job)


_processors: dict[str, Processor] = {}


def serve(processor: Processor) -> None:
    """Let this processor run the jobs of its queue in this process."""
    _processors[processor.queue] = processor


def processor_of(queue: str) -> Processor:
    return _processors.get(queue, _PLAIN)


_PLAIN = Processor()
