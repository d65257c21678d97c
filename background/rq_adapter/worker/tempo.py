"""Which kinds of jobs are over so soon that settling them costs more than running them."""

SWIFT_SECONDS = 0.001
WEIGHT = 0.2
"""Of the newest run in the average: one slow run makes a kind slow, ten swift ones make it swift again."""


class Tempo:
    """Averages of the last runs, by the name of the job. A kind that was never run counts as slow."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    def is_swift(self, name: str) -> bool:
        return self._seconds.get(name, SWIFT_SECONDS) < SWIFT_SECONDS

    def note(self, name: str, seconds: float) -> None:
        before = self._seconds.get(name, seconds)
        self._seconds[name] = before + WEIGHT * (seconds - before)
