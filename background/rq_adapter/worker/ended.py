"""What a slot lays down when an attempt is over."""

import msgspec

from background.engine.outcome import Outcome
from background.rq_adapter.claims import Claim


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that is over. Times are Unix seconds; `peak_memory` is in bytes, 0 where it cannot be told (threads share theirs)."""

    claim: Claim
    outcome: Outcome
    began: float
    ended: float
    peak_memory: int = 0
