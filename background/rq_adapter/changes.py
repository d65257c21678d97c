"""Does the same to many jobs, each in one step, and says what became of every one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from background.rq_adapter import scripts
from background.rq_adapter.round_trips import asked_of_each


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids that were changed, and for every other the reason why not: `missing`, `started`, …

    `names` are the wire names of what was changed, where the script tells them; `asked` are those of the changed that run, and
    were asked to stop.
    """

    changed: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Changes") -> "Changes":
        self.changed.extend(other.changed)
        self.refused.update(other.refused)
        self.names.update(other.names)
        self.asked.extend(other.asked)
        return self


def change(script: str, queue: str, job_ids: Sequence[str | bytes], *args: str) -> Changes:
    """Run `script`.lua for each of these jobs of the queue.

    Raises:
        QueueUnavailable: Redis does not answer; what it was already told may have been done.
    """
    changes = Changes()
    for job_id, answer in asked_of_each(job_ids, lambda pipeline, job_id: scripts.call(pipeline, script, queue, job_id, *args)):
        _sort(changes, job_id if isinstance(job_id, str) else job_id.decode(errors="replace"), answer)
    return changes


def _sort(changes: Changes, job_id: str, answer: object) -> None:
    match answer:
        case b"changed":
            changes.changed.append(job_id)
        case [b"changed", bytes() as name]:
            changes.changed.append(job_id)
            changes.names[job_id] = name.decode(errors="replace")
        case bytes():
            changes.refused[job_id] = answer.decode(errors="replace")
        case _:
            changes.refused[job_id] = "unreadable"
