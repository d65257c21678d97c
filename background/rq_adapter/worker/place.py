"""One thread of a worker, and how far it is with its job."""

import queue
import threading
from dataclasses import dataclass, field
from enum import Enum, auto

from background.rq_adapter.claims import Claim


class Phase(Enum):
    IDLE = auto()
    GIVEN = auto()
    RUNNING = auto()
    SETTLING = auto()
    LOST = auto()


@dataclass(eq=False, slots=True)
class Place:
    """One thread and the job it runs. It is lost once its job was settled or handed back over its head."""

    thread: threading.Thread | None = None
    inbox: "queue.SimpleQueue[Claim | None]" = field(default_factory=queue.SimpleQueue)
    lock: threading.Lock = field(default_factory=threading.Lock)
    phase: Phase = Phase.IDLE
    claim: Claim | None = None
    began: float = 0.0
    deadline: float = 0.0
    raised: type[BaseException] | None = None
