"""A rate as an operator writes it: `20/second`."""

import re
from dataclasses import dataclass
from typing import Self

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_FORM = re.compile(rf"([1-9]\d{{0,8}})/({'|'.join(SECONDS)})")
BURST_SHARE = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """Never more than `most` in any `seconds`. A tenth of them may come at once, the others are spaced evenly."""

    most: int
    seconds: int

    @classmethod
    def read(cls, text: str) -> Self:
        """From `20/second`, `/minute`, `/hour` or `/day`.

        Raises:
            ValueError: it is not written so.
        """
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is no rate; it is written as 20/second, or with minute, hour or day")
        return cls(int(found[1]), SECONDS[found[2]])

    @property
    def burst(self) -> int:
        return max(1, self.most // BURST_SHARE)

    @property
    def interval(self) -> float:
        return self.seconds / (self.most - self.burst + 1)

    @property
    def tolerance(self) -> float:
        return self.interval * (self.burst - 1)
